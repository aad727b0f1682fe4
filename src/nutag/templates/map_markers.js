/* Markers: documented mines at their place, published figures on land at the middle of their unit. */
Nutag.markers = function (page) {
  "use strict";
  var map = page.map, data = page.data, groups = { mines: null, land: null }, chosen = null;
  map.createPane("nm-signs").style.zIndex = 460;
  var own = { colours: { mines: "#1d2327", land: "#00695c" } };
  function sign(latlng, kind, act, tip) {
    var marker = L.circleMarker(latlng, {
      pane: "nm-signs", radius: kind === "land" ? 7 : 5, weight: 2, color: "#fff", fillColor: own.colours[kind], fillOpacity: 1,
      bubblingMouseEvents: false, className: "nm-sign-" + kind
    });
    marker.on("mouseover mousemove", function (event) { page.cards.tip(tip(), event.containerPoint); });
    marker.on("mouseout", page.cards.hideTip);
    marker.on("click", act);
    return marker;
  }
  function mines() {
    var group = L.layerGroup();
    data.licences.geometry.forEach(function (shape, at) {
      if (!shape || !page.licences.isMine(at) || !page.shapes.isPoint(shape)) { return; }
      group.addLayer(sign(page.shapes.point(shape), "mines", function () { page.set({ licence: at }); }, function () { return page.cards.licenceTip(at); }));
    });
    return group;
  }
  /* Figures of one unit share a sign; they are listed, never added. */
  own.landOf = function (level, at) {
    return data.land ? data.land.rows.filter(function (row) { return row[0] === level && row[1] === at; }) : [];
  };
  function land() {
    var group = L.layerGroup(), seen = {};
    data.land.rows.forEach(function (row) {
      var key = row[0] + row[1], middle = data.levels[row[0]].middles[row[1]];
      if (seen[key] || !middle) { return; }
      seen[key] = true;
      group.addLayer(sign(page.shapes.point(middle), "land", function () { page.cards.land(row[0], row[1]); }, function () { return page.cards.landTip(row[0], row[1]); }));
    });
    return group;
  }
  own.draw = function () {
    ["mines", "land"].forEach(function (kind) {
      if (!page.state.layers[kind]) { if (groups[kind]) { groups[kind].remove(); } return; }
      groups[kind] = groups[kind] || (kind === "mines" ? mines() : land());
      groups[kind].addTo(map);
    });
  };
  own.mark = function () {
    if (chosen) { chosen.remove(); chosen = null; }
    var list = page.state.licence >= 0 ? [page.state.licence] : page.licences.chosen || [];
    chosen = L.layerGroup();
    list.forEach(function (at) { if (data.licences.geometry[at]) { outline(at); } });
    chosen.addTo(map);
  };
  /* A ring, where the licence itself is too small to be seen. */
  function outline(at) {
    var parts = page.licences.shape(at), bounds = page.licences.bounds(at), size = 0;
    if (parts) {
      var a = map.latLngToContainerPoint(bounds.getNorthWest()), b = map.latLngToContainerPoint(bounds.getSouthEast());
      size = Math.max(Math.abs(b.x - a.x), Math.abs(b.y - a.y));
    }
    [["#fff", 5], ["#111", 2.4]].forEach(function (line) {
      var options = { interactive: false, pane: "nm-chosen", color: line[0], weight: line[1], fill: false, radius: 9 };
      chosen.addLayer(size > 14 ? L.polygon(parts, options) : L.circleMarker(bounds.getCenter(), options));
    });
  }
  map.on("zoomend", own.mark);
  return own;
};
