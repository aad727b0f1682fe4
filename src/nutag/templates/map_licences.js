/* Licences: drawn on a canvas over the units; which of them lie under the pointer is asked here. */
Nutag.licences = function (page) {
  "use strict";
  var all = page.data.licences, map = page.map, group = null, shapes = [];
  /* Over the units, under their borders, circles and whatever is chosen. */
  map.createPane("nm-licences").style.zIndex = 405;
  map.getPane("nm-licences").style.pointerEvents = "none";
  var own = { colours: ["#8a36c9", "#0b7fc2", "#6b6b6b"], outlines: ["#5f1a94", "#07588a", "#474747"], chosen: null };
  own.isMine = function (at) { return Boolean(all.mine[at]); };
  own.title = function (at) { return all.code[at] || page.words.say(own.isMine(at) ? "mine" : "licence") + " " + all.id[at]; };
  own.style = function (at) {
    var colour = own.colours[all.stage[at]], counted = all.counted[at];
    /* Not transparent: over the colours of classes it would match no entry of the legend. */
    return { color: counted ? own.outlines[all.stage[at]] : colour, weight: 1, opacity: 1, fillColor: colour, fillOpacity: counted ? 1 : 0, dashArray: counted ? null : "3 3" };
  };
  function build() {
    var canvas = L.canvas({ pane: "nm-licences", padding: 0.2 });
    group = L.layerGroup();
    all.geometry.forEach(function (shape, at) {
      shapes.push(null);
      if (!shape || own.isMine(at)) { return; }
      var options = Object.assign({ renderer: canvas, pane: "nm-licences", interactive: false, smoothFactor: 0.5 }, own.style(at));
      if (page.shapes.isPoint(shape)) {
        shapes[at] = { point: page.shapes.point(shape) };
        shapes[at].layer = L.circleMarker(shapes[at].point, Object.assign(options, { radius: 4.5, fillOpacity: 0.9, color: "#fff" }));
      } else {
        shapes[at] = page.shapes.area(shape);
        shapes[at].layer = L.polygon(shapes[at].parts, options);
      }
      group.addLayer(shapes[at].layer);
    });
  }
  function covers(shape, latlng, pixel) {
    if (shape.point) { return map.latLngToContainerPoint(shape.point).distanceTo(pixel) <= 8; }
    return page.shapes.covers(shape, latlng);
  }
  /* The smallest first: large ones are written first. */
  own.under = function (latlng, pixel) {
    if (!page.state.layers.licences || !group) { return []; }
    return shapes.map(function (shape, at) { return at; }).filter(function (at) {
      return shapes[at] && covers(shapes[at], latlng, pixel);
    }).reverse();
  };
  own.draw = function () {
    var shown = Boolean(all) && page.state.layers.licences;
    map.getPane("nm-licences").style.display = shown ? "" : "none";
    if (!shown || group) { return; }
    build();
    group.addTo(map);
  };
  /* Those of one holder alone are in full colour. */
  own.only = function (chosen) {
    if (chosen === own.chosen) { return; }
    own.chosen = chosen;
    if (!group) { return; }
    shapes.forEach(function (shape, at) {
      if (!shape) { return; }
      var faint = chosen && chosen.indexOf(at) < 0;
      shape.layer.setStyle(faint ? { opacity: 0.25, fillOpacity: 0.1 } : Object.assign(own.style(at), shape.point ? { fillOpacity: 0.9, color: "#fff" } : {}));
    });
  };
  own.bounds = function (at) {
    var shape = all.geometry[at];
    if (!shape) { return null; }
    return page.shapes.isPoint(shape) ? L.latLng(page.shapes.point(shape)).toBounds(40000) : L.latLngBounds(page.shapes.parts(shape)[0][0]);
  };
  own.boundsOf = function (list) {
    return list.reduce(function (found, at) {
      var bounds = own.bounds(at);
      return bounds ? (found || L.latLngBounds([])).extend(bounds) : found;
    }, null);
  };
  own.shape = function (at) {
    var shape = all.geometry[at];
    return shape && !page.shapes.isPoint(shape) ? page.shapes.parts(shape) : null;
  };
  return own;
};
