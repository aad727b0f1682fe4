/* Shapes: written as steps from one vertex to the next, read as latitudes and longitudes. */
Nutag.shapes = function (step) {
  "use strict";
  function line(steps) {
    var x = 0, y = 0, found = [];
    for (var k = 0; k < steps.length; k += 2) {
      x += steps[k];
      y += steps[k + 1];
      found.push([y * step, x * step]);
    }
    return found;
  }
  function isPoint(shape) { return typeof shape[0] === "number"; }
  function parts(shape) { return shape.map(function (rings) { return rings.map(line); }); }
  function point(shape) { return [shape[1] * step, shape[0] * step]; }
  function inside(rings, lat, lng) {
    var odd = false;
    rings.forEach(function (ring) {
      for (var i = 0, j = ring.length - 1; i < ring.length; j = i, i += 1) {
        var a = ring[i], b = ring[j];
        if ((a[0] > lat) !== (b[0] > lat) && lng < (b[1] - a[1]) * (lat - a[0]) / (b[0] - a[0]) + a[1]) { odd = !odd; }
      }
    });
    return odd;
  }
  /* A shape that the pointer may be asked about: its parts, and the box around them. */
  function area(shape) {
    var made = { parts: parts(shape), box: [90, 180, -90, -180] };
    made.parts.forEach(function (rings) {
      rings[0].forEach(function (at) {
        made.box = [Math.min(made.box[0], at[0]), Math.min(made.box[1], at[1]), Math.max(made.box[2], at[0]), Math.max(made.box[3], at[1])];
      });
    });
    return made;
  }
  function covers(made, latlng) {
    var b = made.box;
    return latlng.lat >= b[0] && latlng.lat <= b[2] && latlng.lng >= b[1] && latlng.lng <= b[3] &&
      made.parts.some(function (rings) { return inside(rings, latlng.lat, latlng.lng); });
  }
  return { isPoint: isPoint, point: point, parts: parts, area: area, covers: covers };
};
