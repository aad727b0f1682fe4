/* Albers equal-area projection on the sphere, for display: areas on the screen compare rightly. */
L.CRS.NutagAlbers = (function (p) {
  "use strict";
  var rad = Math.PI / 180, radius = 6378137;
  var s1 = Math.sin(p.lat_1 * rad), s2 = Math.sin(p.lat_2 * rad);
  var n = (s1 + s2) / 2, c = Math.pow(Math.cos(p.lat_1 * rad), 2) + 2 * n * s1;
  var rho = function (lat) {
    return radius * Math.sqrt(Math.max(c - 2 * n * Math.sin(lat * rad), 0)) / n;
  };
  var rho0 = rho(p.lat_0), half = Math.PI * radius;
  return L.extend({}, L.CRS.Earth, {
    code: "nutag:albers", infinite: true, wrapLng: undefined,
    projection: {
      bounds: L.bounds([-half, -half], [half, half]),
      project: function (at) {
        var theta = n * (at.lng - p.lon_0) * rad, r = rho(at.lat);
        return new L.Point(r * Math.sin(theta), rho0 - r * Math.cos(theta));
      },
      unproject: function (at) {
        var dy = rho0 - at.y, r = Math.sqrt(at.x * at.x + dy * dy);
        var sin = (c - Math.pow(r * n / radius, 2)) / (2 * n);
        return new L.LatLng(Math.asin(Math.max(-1, Math.min(1, sin))) / rad,
          p.lon_0 + Math.atan2(at.x, dy) / n / rad);
      }
    },
    transformation: new L.Transformation(0.5 / half, 0.5, -0.5 / half, 0.5)
  });
})(NUTAG_ALBERS);
