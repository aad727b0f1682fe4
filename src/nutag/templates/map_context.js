/* Context: rings, overlaps, mined ground and settlements, on one canvas over the licences. */
Nutag.context = function (page) {
  "use strict";
  var data = page.data.context, map = page.map, words = page.words, el = Nutag.el, made = {}, canvas = null;
  var STAGES = ["mining", "exploration", "other"], SETS = ["footprints", "footprints_other"], GAP = 7;
  map.createPane("nm-context").style.zIndex = 435;
  map.getPane("nm-context").style.pointerEvents = "none";
  var own = {
    layers: ["rings_mining", "rings_footprint", "overlaps", "footprints", "settlements"],
    colours: {
      rings_mining: "#4a0d78", rings_footprint: "#5b2c0a", protected: "#1a7f37", biodiversity: "#8a7a00", water: "#00939c", official_water: "#005f9e", footprints: "#d1006c", footprints_other: "#f06ab0",
      mined: ["#5b2c0a", "#a8713f"], settlements: "#1f3d7a"
    }
  };
  own.ringsOf = function (name) { return (data && data.rings[name.replace("rings_", "")]) || []; };
  own.has = function (name) {
    if (!data) { return false; }
    if (/^rings/.test(name)) { return own.ringsOf(name).length > 0; }
    return (name === "overlaps" ? data.overlaps.rows : data[name]).length > 0;
  };
  /* The nearest line is the heaviest; none is filled, so that the map stays in sight. */
  own.ringStyle = function (name, k) {
    var last = k === own.ringsOf(name).length - 1;
    return { color: own.colours[name], weight: last ? 1.2 : [2.4, 1.9, 1.6][Math.min(k, 2)], dashArray: last ? null : [null, "8 4", "3 3"][Math.min(k, 2)], opacity: 1, fill: false };
  };
  /* The outermost line, and those further in that stand clear of the next one at this scale. */
  own.ringsDrawn = function (name) {
    var rings = own.ringsOf(name), y = map.getSize().y / 2, next = Infinity;
    var km = map.distance(map.containerPointToLatLng([0, y]), map.containerPointToLatLng([GAP, y])) / 1000;
    return rings.map(function (ring) { return ring[0]; }).reverse().map(function (to) {
      var clear = next === Infinity || (next - to >= km && to >= km);
      if (clear) { next = to; }
      return clear;
    }).reverse();
  };
  own.overlapName = function (kind) { return words.say("overlap_" + kind[0], { n: words.number(kind[1]) }); };
  own.size = function (people) { return Math.max(1.7, Math.min(9, Math.sqrt(people || 0) / 22)); };
  function options(more) { return Object.assign({ renderer: canvas, pane: "nm-context", interactive: false, smoothFactor: 0.6 }, more); }
  function add(layer, shape, style, tip) {
    var hit = page.shapes.isPoint(shape) ? { point: page.shapes.point(shape) } : page.shapes.area(shape);
    hit.tip = tip;
    layer.hits.push(hit);
    layer.group.addLayer(hit.point ? L.circleMarker(hit.point, options(style)) : L.polygon(hit.parts, options(style)));
  }
  function overlap(row) {
    var kind = data.overlaps.kinds[row[0]];
    return [
      el("b", "", own.overlapName(kind)),
      el("div", "", words.list([words.say("stage_" + STAGES[row[1]]), words.hectares(row[3])])),
      row[2] >= 0 ? el("div", "nm-soft", page.cards.unitName("soum", row[2])) : null,
      kind[0] === "water" ? el("div", "nm-soft", words.say("water_proxy")) : null
    ];
  }
  function mined(row) {
    return [el("b", "", words.say(SETS[row[0]])), el("div", "", words.list([words.hectares(row[2]), words.text(row[1])]))];
  }
  function settlement(row) {
    return [el("b", "", words.data(words.text(row[0])) || words.say("settlements")),
      el("div", "", row[1] === null ? words.say("people_unknown") : words.say("people_n", { n: words.number(row[1]) }))];
  }
  function build(name) {
    var layer = { group: L.layerGroup(), hits: [], rings: null };
    canvas = canvas || L.canvas({ pane: "nm-context", padding: 0.2 });
    if (/^rings/.test(name)) {
      layer.rings = own.ringsOf(name).map(function (ring, k) {
        var lines = page.shapes.parts(ring[1] || []).map(function (rings) { return rings[0]; }), style = own.ringStyle(name, k);
        return L.layerGroup([L.polyline(lines, options({ color: "#fff", weight: style.weight + 1.6, opacity: 0.7 })), L.polyline(lines, options(style))]);
      });
    } else if (name === "overlaps") {
      data.overlaps.rows.forEach(function (row) {
        var colour = own.colours[data.overlaps.kinds[row[0]][0]];
        add(layer, row[4], { color: colour, weight: 1.6, fillColor: colour, fillOpacity: 1 }, function () { return overlap(row); });
      });
    } else if (name === "footprints") {
      data.footprints.forEach(function (row) {
        var colour = own.colours.mined[row[0]];
        add(layer, row[3], { color: colour, weight: 1.2, fillColor: colour, fillOpacity: 1 }, function () { return mined(row); });
      });
    } else {
      data.settlements.forEach(function (row) {
        add(layer, row[2], { radius: own.size(row[1]), color: "#fff", stroke: own.size(row[1]) > 1.7, weight: 1, fillColor: own.colours.settlements, fillOpacity: 0.9 }, function () { return settlement(row); });
      });
    }
    return layer;
  }
  own.draw = function () {
    own.layers.forEach(function (name) {
      if (!page.state.layers[name]) { if (made[name]) { made[name].group.remove(); } return; }
      made[name] = made[name] || build(name);
      made[name].group.addTo(map);
      if (!made[name].rings) { return; }
      own.ringsDrawn(name).forEach(function (drawn, k) { made[name].group[drawn ? "addLayer" : "removeLayer"](made[name].rings[k]); });
    });
  };
  map.on("zoomend", function () {
    if (!page.state.layers.rings_mining && !page.state.layers.rings_footprint) { return; }
    own.draw();
    page.legend.draw();
  });
  /* What lies under the pointer, in words: the smallest of each layer that is shown. */
  own.tip = function (latlng, pixel) {
    var found = [];
    own.layers.slice().reverse().forEach(function (name) {
      if (!page.state.layers[name] || !made[name]) { return; }
      var here = made[name].hits.filter(function (hit) {
        return hit.point ? map.latLngToContainerPoint(hit.point).distanceTo(pixel) <= 7 : page.shapes.covers(hit, latlng);
      });
      if (here.length) { found = found.concat(here[here.length - 1].tip()); }
    });
    return found;
  };
  return own;
};
