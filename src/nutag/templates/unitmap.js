/* Draws the units of one level, coloured by an indicator that the reader picks.
   Every name, note and figure reaches the page as text (textContent), never as markup. */
function nutagMap(map, key) {
  "use strict";
  var root = document.getElementById(key);
  var data = JSON.parse(document.getElementById(key + "-data").textContent);
  var say = data.phrases, states = data.all_states;
  var find = function (name) { return root.querySelector(".nm-" + name); };
  var stage = find("stage"), tip = find("tip"), card = find("card");
  var pick = find("pick"), finder = find("find"), toggle = find("licences");
  var stageColours = { mining: "#5a1280", exploration: "#006d9c", other: "#444444" };
  var current = null, chosen = -1, layers = [], shadow = null;

  function el(tag, className, content) {
    var node = document.createElement(tag);
    if (className) { node.className = className; }
    (Array.isArray(content) ? content : [content]).forEach(function (part) {
      if (part === undefined || part === null || part === "") { return; }
      node.appendChild(part.nodeType ? part : document.createTextNode(String(part)));
    });
    return node;
  }
  function fill(sentence, values) {
    return sentence.replace(/\{(\w+)\}/g, function (all, name) { return values[name]; });
  }
  function digits(value, decimals) {
    return new Intl.NumberFormat("en-GB", {
      minimumFractionDigits: decimals, maximumFractionDigits: decimals
    }).format(value);
  }
  function count(n) { return digits(n, 0); }
  function cell(figure, column, at, missing) {
    return figure[column] ? figure[column][at] : missing;
  }
  function word(figure, column, at) { return data.words[cell(figure, column, at, 0)]; }
  function stateOf(figure, at) { return states[cell(figure, "state", at, 0)]; }
  function stateWords(state) {
    return state === "absent" ? say.absent : data.states[state][0];
  }
  function hasFigure(figure, at) {
    var state = stateOf(figure, at);
    return (state === "value" || state === "reported_zero" || state === "small_denominator") &&
      cell(figure, "value", at, null) !== null;
  }
  /* A count and a ratio have no unit worth printing. */
  function unitLabel(figure) { return figure.unit === "n" || figure.unit === "ratio" ? "" : figure.unit; }
  function unitText(figure) { return unitLabel(figure) && " " + figure.unit.replace(/^n /, ""); }
  function figureWords(figure, at) {
    var value = cell(figure, "value", at, null), state = stateOf(figure, at);
    if (!hasFigure(figure, at)) { return stateWords(state); }
    if (state === "reported_zero" && value === 0) { return "0" + unitText(figure) + " – " + stateWords(state); }
    var written = digits(value, figure.decimals) + unitText(figure);
    if (word(figure, "flags", at).split(";").indexOf("lower_bound") >= 0) { written = "≥ " + written; }
    return state === "value" ? written : written + " – " + stateWords(state);
  }
  function flagWords(figure, at, short) {
    var flags = word(figure, "flags", at).split(";").filter(Boolean);
    /* The panel beside the map warns of boundaries already. */
    if (short) { flags = flags.filter(function (flag) { return flag !== "approximate_boundary"; }); }
    return flags.map(function (flag) { return data.flags[flag] ? data.flags[flag][0] : flag; });
  }
  /* Flags that every figure of the indicator carries: they belong to the map, not to one unit. */
  function sharedFlags(figure) {
    var shared = null;
    data.ids.forEach(function (id, at) {
      if (!hasFigure(figure, at)) { return; }
      var flags = word(figure, "flags", at).split(";").filter(Boolean);
      shared = shared === null ? flags : shared.filter(function (flag) { return flags.indexOf(flag) >= 0; });
    });
    return (shared || []).filter(function (flag) {
      return flag !== "approximate_boundary";
    }).map(function (flag) { return data.flags[flag] ? data.flags[flag][0] : flag; });
  }
  function pairs(rows) {
    var list = el("dl");
    rows.forEach(function (row) {
      if (row[1] === undefined || row[1] === null || row[1] === "") { return; }
      list.appendChild(el("dt", "", row[0]));
      list.appendChild(el("dd", "", row[1]));
    });
    return list;
  }

  /* ---- styles ---- */
  function styleOf(at) {
    var figure = data.figures[current], state = stateOf(figure, at);
    var style = { weight: data.level === "soum" ? 0.6 : 1, color: "#6d6b64", fillOpacity: 1, opacity: 1 };
    if (state === "value" && cell(figure, "class", at, -1) >= 0) {
      style.fillColor = figure.colours[figure["class"][at]];
    } else if (state === "reported_zero") {
      style.fillColor = "#ffffff";
    } else if (state === "absent" || state === "no_boundary" || state === "value") {
      style.fillColor = "#d9d8d3";
    } else {
      style.fillColor = "url(#nm-" + state + ")";
    }
    return style;
  }
  function swatch(fillColour) {
    var svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    var box = document.createElementNS("http://www.w3.org/2000/svg", "rect");
    svg.setAttribute("class", "nm-swatch");
    svg.setAttribute("aria-hidden", "true");
    box.setAttribute("width", "30");
    box.setAttribute("height", "16");
    box.setAttribute("fill", fillColour);
    svg.appendChild(box);
    return svg;
  }
  function circleSwatch(stageName, hollow) {
    var svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    var dot = document.createElementNS("http://www.w3.org/2000/svg", "circle");
    svg.setAttribute("width", "30");
    svg.setAttribute("height", "16");
    svg.setAttribute("aria-hidden", "true");
    dot.setAttribute("cx", "15"); dot.setAttribute("cy", "8"); dot.setAttribute("r", "5");
    dot.setAttribute("stroke", hollow ? stageColours[stageName] : "#ffffff");
    dot.setAttribute("stroke-width", hollow ? "2.4" : "1.2");
    dot.setAttribute("fill", hollow ? "#ffffff" : stageColours[stageName]);
    svg.appendChild(dot);
    return svg;
  }

  /* ---- legend ---- */
  function breakDecimals(breaks, decimals) {
    for (var d = decimals; d < 7; d += 1) {
      var shown = breaks.map(function (value) { return digits(value, d); });
      var zero = breaks.some(function (value, k) { return value > 0 && Number(value.toFixed(d)) === 0; });
      if (!zero && new Set(shown).size === shown.length) { return d; }
    }
    return 7;
  }
  function row(mark, label, n) {
    return el("li", n === 0 ? "nm-none" : "", [mark, el("span", "", label), el("span", "nm-count", n === null ? "" : count(n))]);
  }
  function legend() {
    var figure = data.figures[current], body = find("legend-body");
    var d = breakDecimals(figure.breaks, figure.decimals);
    var perClass = figure.breaks.map(function () { return 0; }), perState = {}, undrawn = 0, lowest = Infinity;
    data.ids.forEach(function (id, at) {
      if (!data.geometry[at]) { undrawn += 1; return; }
      var state = stateOf(figure, at), k = cell(figure, "class", at, -1);
      if (k === 0) { lowest = Math.min(lowest, figure.value[at]); }
      if (state === "value" && k >= 0) { perClass[k] += 1; } else { perState[state] = (perState[state] || 0) + 1; }
    });
    body.textContent = "";
    body.appendChild(el("h4", "", say.legend_classes + (unitLabel(figure) && ", " + unitLabel(figure)) + " · " + say.class_count));
    if (figure.breaks.length) {
      body.appendChild(el("ul", "nm-classes", figure.breaks.map(function (high, k) {
        var label = k === 0 ? (digits(lowest, d) === digits(high, d) ? digits(high, d) : fill(say.up_to, { high: digits(high, d) }))
          : fill(say.range, { low: digits(figure.breaks[k - 1], d), high: digits(high, d) });
        return row(swatch(figure.colours[k]), label, perClass[k]);
      })));
    } else {
      body.appendChild(el("p", "", say.no_classes));
    }
    body.appendChild(el("h4", "", say.legend_states + " · " + say.class_count));
    var rows = data.legend_states.map(function (state) {
      var mark = state === "reported_zero" ? swatch("#ffffff") : swatch("url(#nm-" + state + ")");
      return row(mark, stateWords(state), perState[state] || 0);
    });
    ["value", "absent", "no_boundary"].forEach(function (state) {
      if (perState[state]) { rows.push(row(swatch("#d9d8d3"), state === "value" ? say.unclassed : stateWords(state), perState[state])); }
    });
    body.appendChild(el("ul", "nm-states", rows));
    if (undrawn) {
      var note = el("p", "nm-undrawn", fill(say.no_boundary, { n: undrawn }));
      if (data.table) {
        var link = el("a", "", data.table.replace(/^.*\//, ""));
        link.href = data.table;
        note.appendChild(document.createTextNode(" "));
        note.appendChild(link);
      }
      body.appendChild(note);
    }
    if (data.licences && toggle && toggle.checked) { body.appendChild(licenceLegend()); }
  }
  function licenceLegend() {
    var seen = {}, features = data.licences.features;
    features.forEach(function (feature) { seen[feature.stage] = (seen[feature.stage] || 0) + 1; });
    var block = el("div", "nm-licence-legend", el("h4", "", say.legend_licences));
    block.appendChild(el("ul", "", ["mining", "exploration", "other"].filter(function (name) {
      return seen[name];
    }).map(function (name) { return row(circleSwatch(name, name !== "mining"), say["stage_" + name], seen[name]); })));
    if (data.sample) { block.appendChild(el("p", "nm-sample", say.licences_sample)); }
    if (data.licences.total > features.length) {
      block.appendChild(el("p", "", fill(say.licences_unplaced, { n: data.licences.total - features.length, of: data.licences.total })));
    }
    return block;
  }
  function title() {
    var figure = data.figures[current], box = find("title");
    box.textContent = "";
    box.appendChild(el(data.embedded ? "h3" : "h2", "", figure.name[0] + (unitLabel(figure) && " (" + unitLabel(figure) + ")")));
    if (figure.name[1]) {
      var mn = el("p", "nm-mn", figure.name[1]);
      mn.lang = "mn";
      box.appendChild(mn);
    }
    if (figure.period) { box.appendChild(el("p", "nm-meta", say.year + ": " + figure.period)); }
    var marks = sharedFlags(figure);
    if (marks.length) { box.appendChild(el("p", "nm-meta nm-marks", say.flags + ": " + marks.join("; "))); }
    var about = find("about");
    about.textContent = "";
    about.appendChild(el("p", "", figure.definition));
    if (figure.credits.length) { about.appendChild(el("p", "nm-source", say.source + ": " + figure.credits.join("; "))); }
  }

  /* ---- cards ---- */
  function named(at) {
    var mn = el("div", "nm-mn", data.names[at][1]);
    mn.lang = "mn";
    return mn;
  }
  function place(at) {
    return data.names[at][0] + (data.parents[at] ? " · " + data.parents[at] : "");
  }
  function nOf(figure, at) {
    var n = cell(figure, "n", at, null), of = cell(figure, "of", at, null);
    if (n === null) { return ""; }
    return of === null ? count(n) : fill(say.from_n, { n: count(n), of: count(of) });
  }
  function showTip(content, event) {
    tip.textContent = "";
    content.forEach(function (node) { tip.appendChild(node); });
    tip.hidden = false;
    moveTip(event);
  }
  function moveTip(event) {
    var at = event.containerPoint, w = stage.clientWidth, h = map.getSize().y;
    var x = at.x + 14, y = at.y + 14;
    if (x + tip.offsetWidth > w - 4) { x = at.x - tip.offsetWidth - 12; }
    if (y + tip.offsetHeight > h - 4) { y = at.y - tip.offsetHeight - 12; }
    tip.style.left = Math.max(4, x) + "px";
    tip.style.top = Math.max(4, y) + "px";
  }
  function hideTip() { tip.hidden = true; }
  function unitTip(at) {
    var figure = data.figures[current], year = word(figure, "year", at);
    var nodes = [el("b", "", place(at)), named(at), el("div", "", el("b", "", figureWords(figure, at)))];
    var small = [year, nOf(figure, at) && say.n_of.toLowerCase() + " " + nOf(figure, at)].concat(flagWords(figure, at, true)).filter(Boolean);
    nodes.push(el("div", "nm-mn", small.join(" · ")));
    return nodes;
  }
  function openCard(nodes, latlng) {
    var close = el("button", "nm-close", "×");
    close.type = "button";
    close.setAttribute("aria-label", say.close);
    close.addEventListener("click", function () { choose(-1); closeCard(); });
    card.textContent = "";
    card.appendChild(close);
    nodes.forEach(function (node) { card.appendChild(node); });
    /* The card lies over the half of the map that the reader did not ask about. */
    card.classList.toggle("nm-card-right", !!latlng && map.latLngToContainerPoint(latlng).x < map.getSize().x / 2);
    card.hidden = false;
    card.scrollTop = 0;
  }
  function closeCard() { card.hidden = true; }
  function unitCard(at) {
    var figure = data.figures[current], others = [];
    Object.keys(data.figures).forEach(function (id) {
      others.push([data.figures[id].name[0], figureWords(data.figures[id], at)]);
    });
    var more = el("details", "", [el("summary", "", say.other_figures), pairs(others)]);
    openCard([
      el("h3", "", place(at)), named(at), el("div", "", figure.name[0]),
      el("div", "nm-value", el("b", "", figureWords(figure, at))),
      pairs([
        [say.year, word(figure, "year", at)], [say.n_of, nOf(figure, at)],
        [say.flags, flagWords(figure, at).join("; ")], [say.note, word(figure, "note", at)],
        [say.source, word(figure, "source", at)]
      ]), more
    ], layers[at] && layers[at].getBounds().getCenter());
  }
  function licenceCard(feature) {
    openCard([
      el("h3", "", feature.code || (feature.kind === "mine" ? say.mine : feature.id)),
      pairs([
        [say.holder, feature.holder || say.no_holder],
        [say.stage, say["stage_" + feature.stage] || feature.stage], [say.minerals, feature.minerals],
        [say.scope, feature.scope && feature.scope !== "single licence" ? feature.scope : ""],
        [say.area_declared, feature.area_ha === null ? "" : digits(feature.area_ha, feature.area_ha % 1 ? 1 : 0) + " ha"],
        [say.status, feature.status], [say.granted, feature.granted], [say.expires, feature.expires],
        [say.place_quality, (feature.geometry.type.indexOf("Point") >= 0 ? say.point : say.polygon) +
          (feature.quality && feature.quality !== "point" ? ", " + feature.quality : "")],
        [say.note, feature.kind === "mine" ? say.kind_mine : ""]
      ])
    ], L.geoJSON(feature.geometry).getBounds().getCenter());
  }

  /* ---- choosing ---- */
  function choose(at) {
    if (shadow) { shadow.remove(); shadow = null; }
    chosen = at;
    finder.value = at < 0 ? "" : String(at);
    if (at < 0) { return; }
    if (data.geometry[at]) {
      shadow = L.layerGroup([["#fff", 5], ["#111", 2.4]].map(function (line) {
        return L.geoJSON(data.geometry[at], {
          interactive: false, pane: "nm-chosen", style: { color: line[0], weight: line[1], fill: false }
        });
      })).addTo(map);
    }
    unitCard(at);
  }
  function show(id) {
    current = id;
    layers.forEach(function (layer, at) { if (layer) { layer.setStyle(styleOf(at)); } });
    title();
    legend();
    if (chosen >= 0) { unitCard(chosen); }
    root.setAttribute("data-indicator", id);
  }

  /* ---- view: the country fills the frame, in whatever projection ---- */
  var homeView = null;
  function home() {
    map.invalidateSize({ animate: false });
    var frame = L.bounds([]), size = map.getSize();
    layers.forEach(function (layer) {
      if (!layer) { return; }
      var walk = function (points) {
        if (Array.isArray(points)) { points.forEach(walk); } else { frame.extend(map.project(points, 0)); }
      };
      walk(layer.getLatLngs());
    });
    if (!frame.isValid() || !size.x || !size.y) { return; }
    var span = frame.getSize(), edge = Math.min(20, size.x * 0.03);
    var scale = Math.min((size.x - 2 * edge) / span.x, (size.y - 2 * edge) / span.y);
    var zoom = map.getScaleZoom(scale, 0);
    map.options.zoomSnap = 0;
    map.options.minZoom = 0;
    map.stop();
    map.setView(map.unproject(frame.getCenter(), 0), zoom, { animate: false });
    map.options.zoomSnap = 0.25;
    map.options.minZoom = zoom - 0.5;
    map.fire("zoomlevelschange");
    homeView = map.getZoom();
  }

  /* ---- build ---- */
  map.createPane("nm-chosen").style.zIndex = 420;
  map.getPane("nm-chosen").style.pointerEvents = "none";
  map.createPane("nm-licences").style.zIndex = 450;
  data.geometry.forEach(function (geometry, at) {
    if (!geometry) { layers.push(null); return; }
    var layer = L.geoJSON(geometry, { style: { smoothFactor: 0.6 } }).getLayers()[0];
    layer.options.smoothFactor = 0.6;
    layer.on("mouseover", function (event) { layer.setStyle({ weight: 2.2, color: "#111" }); layer.bringToFront(); showTip(unitTip(at), event); });
    layer.on("mousemove", moveTip);
    layer.on("mouseout", function () { layer.setStyle(styleOf(at)); hideTip(); });
    layer.on("click", function (event) { L.DomEvent.stop(event); hideTip(); choose(at); });
    layers.push(layer);
  });
  layers.forEach(function (layer) { if (layer) { layer.addTo(map); } });

  if (data.outlines) {
    map.createPane("nm-outlines").style.zIndex = 410;
    map.getPane("nm-outlines").style.pointerEvents = "none";
    L.geoJSON(data.outlines, { interactive: false, pane: "nm-outlines", style: { color: "#4a4943", weight: 1.3, fill: false } }).addTo(map);
  }

  var licenceGroup = null;
  function licenceLayer() {
    var group = L.layerGroup();
    data.licences.features.forEach(function (feature) {
      var colour = stageColours[feature.stage] || stageColours.other, mining = feature.stage === "mining";
      var layer = L.geoJSON(feature.geometry, {
        pane: "nm-licences",
        style: { color: colour, weight: 1.4, fillColor: colour, fillOpacity: 0.3 },
        pointToLayer: function (point, latlng) {
          return L.circleMarker(latlng, {
            pane: "nm-licences", radius: 4.5, weight: mining ? 1.2 : 2.2, opacity: 1,
            color: mining ? "#fff" : colour, fillColor: mining ? colour : "#fff", fillOpacity: 1
          });
        }
      }).getLayers()[0];
      if (feature.geometry.type.indexOf("Point") >= 0) {
        layer.setStyle({ color: mining ? "#fff" : colour, weight: mining ? 1.2 : 2.2, fillColor: mining ? colour : "#fff", fillOpacity: 1 });
      }
      layer.on("mouseover", function (event) {
        showTip([el("b", "", feature.code || say.mine), el("div", "", feature.holder || say.no_holder),
          el("div", "nm-mn", [say["stage_" + feature.stage] || feature.stage, feature.minerals].filter(Boolean).join(" · "))], event);
      });
      layer.on("mousemove", moveTip);
      layer.on("mouseout", hideTip);
      layer.on("click", function (event) { L.DomEvent.stop(event); hideTip(); choose(-1); licenceCard(feature); });
      group.addLayer(layer);
    });
    return group;
  }
  function showLicences() {
    licenceGroup = licenceGroup || licenceLayer();
    if (toggle.checked) { licenceGroup.addTo(map); } else { licenceGroup.remove(); }
  }
  if (toggle) {
    toggle.addEventListener("change", function () { showLicences(); legend(); });
    if (toggle.checked) { showLicences(); }
  }

  /* The list of units is the way in for the keyboard, and the only one to units not drawn. */
  var groups = {}, order = data.ids.map(function (id, at) { return at; });
  order.sort(function (a, b) { return data.names[a][0].localeCompare(data.names[b][0], "en"); });
  Array.from(new Set(data.parents)).sort().forEach(function (parent) {
    if (!parent) { groups[parent] = finder; return; }
    groups[parent] = el("optgroup");
    groups[parent].label = parent;
    finder.appendChild(groups[parent]);
  });
  order.forEach(function (at) {
    var option = el("option", "", data.names[at][0] + (data.names[at][1] ? " · " + data.names[at][1] : ""));
    option.value = String(at);
    groups[data.parents[at]].appendChild(option);
  });
  finder.addEventListener("change", function () {
    if (finder.value === "") { choose(-1); closeCard(); } else { choose(Number(finder.value)); }
  });
  pick.addEventListener("change", function () { show(pick.value); });
  find("bar").addEventListener("submit", function (event) { event.preventDefault(); });
  document.addEventListener("keydown", function (event) {
    if (event.key === "Escape") { choose(-1); closeCard(); hideTip(); }
  });

  L.control.scale({ position: "bottomright", imperial: false, maxWidth: 140 }).addTo(map);
  if (L.Browser.mobile && data.embedded) { map.dragging.disable(); }
  if (stage.clientWidth < 600 && map.zoomControl) { map.zoomControl.setPosition("bottomleft"); }
  home();
  var width = stage.clientWidth;
  window.addEventListener("resize", function () {
    if (stage.clientWidth === width && Math.abs(map.getZoom() - homeView) > 0.3) { map.invalidateSize(); return; }
    width = stage.clientWidth;
    home();
  });
  /* Paper is laid out without another run of this script: the drawing keeps its size and is scaled. */
  window.addEventListener("beforeprint", function () {
    var w = stage.clientWidth;
    stage.style.cssText = "width:" + w + "px;height:" + map.getSize().y + "px;zoom:" + Math.min(1, 640 / w);
  });
  window.addEventListener("afterprint", function () { stage.style.cssText = ""; });
  if (pick.value) { show(pick.value); }
}
