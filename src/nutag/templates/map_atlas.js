/* The atlas: what is shown, and the parts that show it. */
Nutag.atlas = function (map, key) {
  "use strict";
  var root = document.getElementById(key), data = JSON.parse(document.getElementById(key + "-data").textContent);
  var page = { map: map, data: data, root: root, pressed: -1, hovered: -1 };
  page.find = function (name) { return root.querySelector(".nm-" + name); };
  page.state = { level: "province", indicator: data.levels.province.first, unit: -1, licence: -1, layers: { licences: data.licences_shown, mines: false, land: false } };
  page.level = function () { return data.levels[page.state.level]; };
  page.figure = function () { return page.level().figures[page.state.indicator]; };
  page.shapes = Nutag.shapes(data.step);
  page.spelling = Nutag.spelling(data.spelling);
  page.words = Nutag.wording(data);
  ["figures", "picker", "choropleth", "licences", "markers", "context", "legend", "cards", "table", "search", "address"].forEach(function (part) {
    page[part] = Nutag[part](page);
  });
  page.context.layers.forEach(function (name) { page.state.layers[name] = false; });
  page.words.use(document.documentElement.lang);

  /* ---- what changes, and what is drawn anew for it ---- */
  function change(changes) {
    var state = page.state, next = Object.assign({}, state, changes);
    next.layers = Object.assign({}, state.layers, changes.layers);
    if (next.level !== state.level && changes.unit === undefined) { next.unit = -1; }
    if (!data.levels[next.level].figures[next.indicator]) { next.indicator = data.levels[next.level].first; }
    if (next.licence >= 0 && next.licence !== state.licence) { next.layers[page.licences.isMine(next.licence) ? "mines" : "licences"] = true; }
    page.state = next;
    return { map: next.level !== state.level || next.indicator !== state.indicator, level: next.level !== state.level };
  }
  function controls() {
    root.querySelectorAll("[name=level]").forEach(function (node) { node.checked = node.value === page.state.level; });
    page.find("pick").value = page.state.indicator;
    Object.keys(page.state.layers).forEach(function (name) { root.querySelector("[name=" + name + "]").checked = page.state.layers[name]; });
    root.setAttribute("data-indicator", page.state.indicator);
    root.setAttribute("data-level", page.state.level);
  }
  function draw(changed) {
    if (changed.level) { page.hovered = -1; page.choropleth.hover(-1); page.picker.draw(); }
    if (changed.map) { page.choropleth.draw(); page.table.draw(); } else { page.choropleth.mark(); page.table.mark(); }
    page.licences.draw();
    if (page.state.unit >= 0) { page.licences.only(null); }
    page.markers.draw();
    page.markers.mark();
    page.context.draw();
    page.legend.draw();
    if (page.state.unit < 0 && page.state.licence < 0) { page.cards.hide(); }
    page.cards.draw();
    controls();
  }
  page.set = function (changes) {
    draw(change(changes));
    page.address.write();
  };
  /* The same for what may lie outside the view. */
  page.show = function (changes) {
    page.set(changes);
    frame();
  };
  function frame() {
    var state = page.state, bounds = state.licence >= 0 ? page.licences.bounds(state.licence) : state.unit >= 0 ? page.choropleth.bounds(state.unit) : null;
    if (state.licence < 0 && state.level === "province") { return; }
    page.frame(bounds, state.licence >= 0 ? 3 : 1, true);
  }
  /* Brings what is asked for into view: beside the card, where that does not keep aside by itself,
     and with enough of the land around to see where it is. */
  page.frame = function (bounds, room, aside) {
    if (!bounds) { return; }
    map.fitBounds(bounds.pad(room), { animate: false, maxZoom: homeZoom + (aside ? 5 : 3), paddingTopLeft: [aside ? 0 : page.cards.over(), 0] });
  };
  page.hover = function (at, onMap) {
    if (at === page.hovered) { return; }
    page.hovered = at;
    page.choropleth.hover(at);
    page.table.hover(at);
    if (onMap && at < 0) { page.cards.hideTip(); }
  };
  function language() {
    root.querySelectorAll("[data-say]").forEach(function (node) { node.textContent = page.words.say(node.getAttribute("data-say")); });
    root.querySelectorAll("[data-label]").forEach(function (node) { node.setAttribute("aria-label", page.words.say(node.getAttribute("data-label"))); });
    [["in", "zoom_in"], ["out", "zoom_out"], ["home", "all_units"]].forEach(function (control) {
      var node = root.querySelector(".leaflet-control-zoom-" + control[0]);
      if (!node) { return; }
      node.title = page.words.say(control[1]);
      node.setAttribute("aria-label", node.title);
    });
    scale.redraw();
    page.picker.draw();
    page.table.draw();
    page.legend.draw();
    page.cards.draw();
    controls();
  }

  /* ---- the pointer ---- */
  map.on("mousemove", function (event) {
    var here = page.licences.under(event.latlng, event.containerPoint), around = page.context.tip(event.latlng, event.containerPoint);
    if (here.length || around.length) { page.cards.tip(around.concat(here.length ? page.cards.licenceTip(here[0]) : []), event.containerPoint); } else if (page.hovered >= 0) { page.cards.tip(page.cards.unitTip(page.hovered), event.containerPoint); } else { page.cards.hideTip(); }
  });
  map.on("mouseout", page.cards.hideTip);
  map.on("click", function (event) {
    var here = page.licences.under(event.latlng, event.containerPoint), at = page.pressed;
    page.pressed = -1;
    page.cards.hideTip();
    if (here.length) {
      page.set({ licence: here[0], unit: -1 });
      page.cards.licence(here[0], here.slice(1));
    } else if (at >= 0) { page.set({ unit: at, licence: -1 }); } else { page.cards.close(); }
    /* A finger does not hover: what it touches is told beside the card. */
    var around = page.context.tip(event.latlng, event.containerPoint);
    if (around.length) { page.cards.tip(around, event.containerPoint); }
  });
  root.addEventListener("keydown", function (event) { if (event.key === "Escape") { page.cards.hideTip(); page.cards.close(); } });

  /* ---- controls ---- */
  root.querySelector("form").addEventListener("submit", function (event) { event.preventDefault(); });
  root.querySelectorAll("[name=level]").forEach(function (node) {
    node.addEventListener("change", function () { page.set({ level: node.value, licence: -1 }); });
  });
  [["licences", data.licences && data.licences.geometry.some(function (shape, at) { return shape && !data.licences.mine[at]; })],
    ["mines", data.licences && data.licences.mine.some(function (mine, at) { return mine && data.licences.geometry[at]; })],
    ["land", data.land && data.land.rows.length]].concat(page.context.layers.map(function (name) { return [name, page.context.has(name)]; })).forEach(function (layer) {
    var node = root.querySelector("[name=" + layer[0] + "]");
    node.parentNode.hidden = !layer[1];
    node.addEventListener("change", function () {
      var layers = {};
      layers[layer[0]] = node.checked;
      page.set({ layers: layers });
    });
  });
  /* The country leaves corners free: south-east on a phone, north-east and south-east else. */
  var narrow = page.find("stage").clientWidth < 600;
  if (map.zoomControl) {
    map.zoomControl.setPosition(narrow ? "bottomright" : "topright");
    var zoom = map.zoomControl.getContainer(), back = zoom.appendChild(Nutag.el("a", "leaflet-control-zoom-home", "⤢"));
    back.href = "#";
    back.setAttribute("role", "button");
    L.DomEvent.on(back, "click", function (event) { L.DomEvent.stop(event); home(); });
  }
  var scale = new (L.Control.Scale.extend({
    _updateScale: function (node, text, ratio) {
      L.Control.Scale.prototype._updateScale.call(this, node, text.replace(/(\S+)$/, function (unit) { return page.words.say(unit); }), ratio);
    },
    redraw: function () { if (this._map) { this._update(); } }
  }))({ position: narrow ? "bottomleft" : "bottomright", imperial: false, maxWidth: 140 });
  if (L.Browser.mobile) { map.dragging.disable(); }

  /* ---- view: the country fills the frame, in whatever projection ---- */
  var homeZoom = 0;
  function home() {
    map.invalidateSize({ animate: false });
    var box = L.bounds([]), size = map.getSize();
    page.choropleth.each(function (layer) {
      layer.getLatLngs().forEach(function (rings) { rings[0].forEach(function (point) { box.extend(map.project(point, 0)); }); });
    });
    if (!box.isValid() || !size.x || !size.y) { return; }
    var span = box.getSize(), edge = Math.min(20, size.x * 0.03);
    var scaled = Math.min((size.x - 2 * edge) / span.x, (size.y - 2 * edge) / span.y);
    homeZoom = map.getScaleZoom(scaled, 0);
    map.options.zoomSnap = 0;
    map.options.minZoom = 0;
    map.stop();
    map.setView(map.unproject(box.getCenter(), 0), homeZoom, { animate: false });
    map.options.zoomSnap = 0.25;
    map.options.minZoom = homeZoom - 0.5;
    map.fire("zoomlevelschange");
  }
  var width = page.find("stage").clientWidth;
  window.addEventListener("resize", function () {
    var now = page.find("stage").clientWidth;
    if (now === width && Math.abs(map.getZoom() - homeZoom) > 0.3) { map.invalidateSize(); return; }
    width = now;
    home();
  });
  /* Paper is laid out without another run of this script: the drawing keeps its size and is scaled. */
  window.addEventListener("beforeprint", function () {
    var stage = page.find("stage"), w = stage.clientWidth;
    stage.style.cssText = "width:" + w + "px;zoom:" + Math.min(1, 640 / w);
    map.getContainer().style.cssText += ";position:relative;height:" + map.getSize().y + "px";
  });
  window.addEventListener("afterprint", function () {
    page.find("stage").style.cssText = "";
    map.getContainer().style.height = map.getContainer().style.position = "";
  });

  /* ---- start ---- */
  var asked = page.address.read();
  change(asked || {});
  page.choropleth.draw();
  home();
  scale.addTo(map);
  language();
  draw({});
  if (asked) { frame(); }
  document.addEventListener("nutag:language", function (event) {
    if (event.detail === page.words.language) { return; }
    page.words.use(event.detail);
    language();
  });
  window.addEventListener("hashchange", function () {
    var found = page.address.read();
    if (!found) { return; }
    draw(change(Object.assign({ unit: -1, licence: -1 }, found)));
    frame();
  });
  if (asked) { root.scrollIntoView(); }
  root.setAttribute("data-ready", "");
  if (window.requestIdleCallback) { window.requestIdleCallback(page.choropleth.prepare); }
};
