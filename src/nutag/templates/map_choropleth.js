/* Choropleth: units coloured by class or hatched by state; totals are circles, never colours. */
Nutag.choropleth = function (page) {
  "use strict";
  var map = page.map, figures = page.figures, levels = {}, circles = L.layerGroup(), shadow = null, hovered = -1;
  ["nm-borders", "nm-chosen", "nm-circles"].forEach(function (name, k) {
    map.createPane(name).style.zIndex = 410 + 10 * k;
    map.getPane(name).style.pointerEvents = "none";
  });
  var own = { circles: { most: 1, radius: 1 } };
  /* The layers of a level are made when they are first needed. */
  function layers(asked) {
    var name = asked || page.state.level, level = page.data.levels[name];
    if (levels[name]) { return levels[name]; }
    var made = { units: [], group: L.layerGroup() };
    level.geometry.forEach(function (shape, at) {
      if (!shape) { made.units.push(null); return; }
      var layer = L.polygon(page.shapes.parts(shape), { smoothFactor: 0.6, fillOpacity: 1, opacity: 1 });
      layer.on("mouseover", function () { page.hover(at, true); });
      layer.on("mouseout", function () { page.hover(-1, true); });
      layer.on("click", function () { page.pressed = at; });
      made.units.push(layer.addTo(made.group));
    });
    if (level.borders) {
      L.polyline(page.shapes.parts(level.borders).map(function (rings) { return rings[0]; }), {
        pane: "nm-borders", interactive: false, color: "#3b3a35", weight: 1.4, smoothFactor: 0.6
      }).addTo(made.group);
    }
    levels[name] = made;
    return made;
  }
  function fill(at) {
    var id = page.state.indicator, state = figures.state(id, at), k = figures.cell(id, "class", at);
    if (!page.data.indicators[id].mapped && figures.has(id, at) && state !== "small_denominator") { return "#ffffff"; }
    if (state === "value" && k >= 0) { return page.figure().colours[k]; }
    if (state === "reported_zero") { return "#ffffff"; }
    return state === "absent" || state === "no_boundary" || state === "value" ? "#d9d8d3" : "url(#nm-" + state + ")";
  }
  function style(at) {
    return { weight: page.state.level === "soum" ? 0.6 : 1, color: "#6d6b64", fillColor: fill(at) };
  }
  function drawCircles() {
    var id = page.state.indicator, level = page.level(), most = 0;
    circles.clearLayers();
    if (page.data.indicators[id].mapped) { return; }
    var shown = level.ids.map(function (unit, at) { return at; }).filter(function (at) {
      return level.middles[at] && figures.has(id, at) && figures.cell(id, "value", at);
    });
    var size = function (at) { return Math.abs(figures.cell(id, "value", at)); };
    shown.forEach(function (at) { most = Math.max(most, size(at)); });
    /* The largest circle is as large as lets all of them together cover a fifth of the land, which fills about half of the frame. */
    var room = map.getSize().x * map.getSize().y / 10, sum = shown.reduce(function (done, at) { return done + size(at) / most; }, 0);
    own.circles = { most: most, radius: Math.max(4, Math.min(26, map.getSize().x / 32, Math.sqrt(room / Math.PI / (sum || 1)))) };
    shown.sort(function (a, b) { return size(b) - size(a); }).forEach(function (at) {
      L.circleMarker(page.shapes.point(level.middles[at]), {
        pane: "nm-circles", interactive: false, radius: own.radius(size(at)), weight: 1, color: "#fff",
        fillColor: own.circleColour(figures.cell(id, "value", at)), fillOpacity: 0.82
      }).addTo(circles);
    });
  }
  own.radius = function (value) { return Math.sqrt(Math.abs(value) / (own.circles.most || 1)) * own.circles.radius; };
  own.circleColour = function (value) { return value < 0 ? "#2166ac" : "#b35806"; };
  own.draw = function () {
    var made = layers();
    Object.keys(levels).forEach(function (name) {
      if (levels[name] !== made) { levels[name].group.remove(); }
    });
    made.group.addTo(map);
    made.units.forEach(function (layer, at) { if (layer) { layer.setStyle(style(at)); } });
    drawCircles();
    circles.addTo(map);
    own.mark();
  };
  own.hover = function (at) {
    var units = layers().units;
    if (hovered >= 0 && units[hovered]) { units[hovered].setStyle(style(hovered)); }
    hovered = at;
    if (at >= 0 && units[at]) { units[at].setStyle({ weight: 2.4, color: "#111" }).bringToFront(); }
  };
  own.mark = function () {
    if (shadow) { shadow.remove(); shadow = null; }
    var shape = page.state.unit >= 0 && page.level().geometry[page.state.unit];
    if (!shape) { return; }
    shadow = L.layerGroup([["#fff", 5], ["#111", 2.4]].map(function (line) {
      return L.polygon(page.shapes.parts(shape), { interactive: false, pane: "nm-chosen", color: line[0], weight: line[1], fill: false, smoothFactor: 0.6 });
    })).addTo(map);
  };
  own.prepare = function () { Object.keys(page.data.levels).forEach(function (name) { layers(name); }); };
  own.bounds = function (at) { return layers().units[at] ? layers().units[at].getBounds() : null; };
  own.each = function (visit) { layers().units.forEach(function (layer) { if (layer) { visit(layer); } }); };
  return own;
};
