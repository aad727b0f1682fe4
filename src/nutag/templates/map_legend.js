/* Legend: what the map means, always with what has no figure; above it the title, below the source. */
Nutag.legend = function (page) {
  "use strict";
  var el = Nutag.el, svg = Nutag.svg, words = page.words, data = page.data, figures = page.figures;
  function mark(children, height, width) {
    return svg("svg", { width: width || 30, height: height || 16, "aria-hidden": "true" }, children);
  }
  function swatch(fill, outline) {
    return mark([svg("rect", { x: 0.5, y: 0.5, width: 29, height: 15, fill: fill, stroke: outline || "#8a8a84" })]);
  }
  function dot(fill, radius) {
    var height = Math.max(16, 2 * radius + 2), width = Math.max(30, 2 * radius + 2);
    return mark([svg("circle", { cx: width / 2, cy: height / 2, r: radius, fill: fill, stroke: "#fff" })], height, width);
  }
  function block(name, note, rows) {
    return el("div", "nm-block nm-" + name, [note && el("h4", "", note), el("ul", "", rows)]);
  }
  function row(sign, label, n) {
    return el("li", n === 0 ? "nm-none" : "", [sign, el("span", "nm-label", label), el("span", "nm-count", n === null ? "" : words.number(n))]);
  }
  /* As many decimals as it takes to tell the bounds apart. */
  function decimals(breaks, least) {
    for (var d = least; d < 7; d += 1) {
      var shown = new Set(breaks.map(function (value) { return words.number(value, d); }));
      var zero = breaks.some(function (value) { return value > 0 && Number(value.toFixed(d)) === 0; });
      if (!zero && shown.size === breaks.length) { return d; }
    }
    return 7;
  }
  function counted() {
    var id = page.state.indicator, level = page.level(), found = { classes: {}, states: {}, undrawn: 0, lowest: Infinity, decrease: 0, figures: 0 };
    level.ids.forEach(function (unit, at) {
      if (!level.geometry[at]) { found.undrawn += 1; return; }
      var state = figures.state(id, at), k = figures.cell(id, "class", at);
      if (k === 0) { found.lowest = Math.min(found.lowest, figures.cell(id, "value", at)); }
      if (figures.has(id, at) && state === "value") {
        found.figures += 1;
        if (figures.cell(id, "value", at) < 0) { found.decrease += 1; }
      }
      if (state === "value" && k >= 0) { found.classes[k] = (found.classes[k] || 0) + 1; } else { found.states[state] = (found.states[state] || 0) + 1; }
    });
    return found;
  }
  function unitOf(id) { var unit = figures.unit(id); return unit && ", " + unit; }
  function nothing() {
    return el("div", "nm-block", el("p", "nm-why", [words.say("no_figures") + " ", figures.why(page.state.indicator)]));
  }
  function classes(n) {
    var id = page.state.indicator, figure = page.figure(), d = decimals(figure.breaks, data.indicators[id].decimals);
    var head = words.say("legend_classes") + unitOf(id) + " · " + words.say("units");
    if (!figure.breaks.length) { return figure.filled ? el("div", "nm-block", el("p", "", words.say("no_classes"))) : nothing(); }
    return block("classes", head, figure.breaks.map(function (high, k) {
      var text = words.number(high, d);
      var label = k ? words.say("range", { low: words.number(figure.breaks[k - 1], d), high: text })
        : words.number(n.lowest, d) === text || n.lowest === Infinity ? text : words.say("up_to", { high: text });
      return row(swatch(figure.colours[k]), label, n.classes[k] || 0);
    }));
  }
  function nice(value) {
    var step = Math.pow(10, Math.floor(Math.log10(value)));
    return [5, 2, 1].map(function (k) { return k * step; }).filter(function (one) { return one <= value; })[0];
  }
  function circles(n) {
    var id = page.state.indicator, most = page.choropleth.circles.most, indicator = data.indicators[id];
    if (!page.figure().filled) { return nothing(); }
    if (!most) { return el("div", "nm-block", el("p", "", words.say("no_classes"))); }
    /* Only what can be seen, and can be shown: there is no fifth of a licence. */
    var least = Math.min(most, Math.pow(10, -indicator.decimals));
    var values = Array.from(new Set([most, most / 6, most / 40].map(nice))).filter(function (value, k) {
      return !k || (value >= least && page.choropleth.radius(value) >= 1);
    });
    var rows = values.map(function (value) {
      var d = value < 1 ? Math.max(indicator.decimals, -Math.floor(Math.log10(value))) : 0;
      return row(dot(page.choropleth.circleColour(1), page.choropleth.radius(value)), words.number(value, d) + unitOf(id).replace(", ", " "), null);
    });
    if (indicator.signed) {
      rows.push(row(dot(page.choropleth.circleColour(1), 5), words.say("increase"), n.figures - n.decrease));
      rows.push(row(dot(page.choropleth.circleColour(-1), 5), words.say("decrease"), n.decrease));
    } else {
      rows.push(row(swatch("#ffffff"), words.say("with_figure"), n.figures));
    }
    return block("classes nm-circles", words.say("circles"), rows);
  }
  function states(n) {
    var mapped = data.indicators[page.state.indicator].mapped;
    var rows = data.legend_states.map(function (state) {
      return row(swatch(state === "reported_zero" ? "#ffffff" : "url(#nm-" + state + ")"), figures.stateWords(state), n.states[state] || 0);
    });
    ["withheld", "value", "absent", "no_boundary"].forEach(function (state) {
      if (!n.states[state] || (state === "value" && !mapped)) { return; }
      rows.push(row(swatch(state === "withheld" ? "url(#nm-withheld)" : "#d9d8d3"), state === "value" ? words.say("unclassed") : figures.stateWords(state), n.states[state]));
    });
    var made = block("states", words.say("legend_states") + " · " + words.say("units"), rows);
    if (n.undrawn) {
      var link = el("a", "", page.level().table.replace(/^.*\//, ""));
      link.href = page.level().table;
      made.appendChild(el("p", "nm-undrawn", [words.say("no_boundary", { n: words.number(n.undrawn) }) + " ", page.level().table && link]));
    }
    return made;
  }
  function stages() {
    var all = data.licences, drawn = {}, unplaced = 0, licences = 0, set_aside = 0;
    all.id.forEach(function (id, at) {
      if (page.licences.isMine(at)) { return; }
      licences += 1;
      if (!all.geometry[at]) { unplaced += 1; return; }
      /* Each is in one row: those that do not count have their own, whatever their stage. */
      if (all.counted[at]) { drawn[all.stage[at]] = (drawn[all.stage[at]] || 0) + 1; } else { set_aside += 1; }
    });
    var rows = ["mining", "exploration", "other"].map(function (stage, k) {
      return row(swatch(page.licences.colours[k], page.licences.outlines[k]), words.say("stage_" + stage), drawn[k] || 0);
    });
    if (set_aside) { rows.push(row(mark([svg("rect", { x: 1, y: 1, width: 28, height: 14, fill: "none", stroke: "#6b6b6b", "stroke-dasharray": "3 3" })]), words.say("set_aside"), set_aside)); }
    var made = block("licence-legend", words.say("licences"), rows);
    if (unplaced) { made.appendChild(el("p", "", words.say("licences_unplaced", { n: words.number(unplaced), of: words.number(licences) }))); }
    if (data.sample) { made.appendChild(el("p", "nm-sample", words.say("licences_sample"))); }
    return made;
  }
  function signs() {
    var rows = [], layers = page.state.layers;
    if (layers.mines) { rows.push(row(dot(page.markers.colours.mines, 5), words.say("mines"), data.licences.mine.filter(function (mine, at) { return mine && data.licences.geometry[at]; }).length)); }
    if (layers.land) { rows.push(row(dot(page.markers.colours.land, 7), words.say("land"), data.land.rows.length)); }
    if (!rows.length) { return null; }
    var made = block("signs", words.say("layers"), rows);
    if (layers.mines) { made.appendChild(el("p", "", words.say("kind_mine") + ".")); }
    if (layers.land) {
      made.appendChild(el("p", "", words.say("land_never_added")));
      if (data.land.elsewhere) { made.appendChild(el("p", "", words.say("land_elsewhere", { n: words.number(data.land.elsewhere), of: words.number(data.land.elsewhere + data.land.rows.length) }))); }
    }
    return made;
  }
  function line(style) {
    return mark([svg("path", { d: "M1 8H29", stroke: style.color, "stroke-width": style.weight, "stroke-dasharray": style.dashArray || "none" })]);
  }
  /* What lies around and under licences: a block a layer that is shown. */
  function context() {
    var of = page.context, all = data.context, shown = page.state.layers, made = [];
    function patch(colour) { return mark([svg("rect", { x: 1, y: 1, width: 28, height: 14, fill: colour, stroke: colour })]); }
    function add(name, rows, notes) {
      var box = block("layer-" + name, words.say(name), rows);
      notes.forEach(function (note) { if (note) { box.appendChild(el("p", "", note)); } });
      made.push(box);
    }
    ["rings_mining", "rings_footprint"].filter(function (name) { return shown[name]; }).forEach(function (name) {
      var drawn = of.ringsDrawn(name);
      add(name, of.ringsOf(name).map(function (ring, k) {
        var made = row(line(of.ringStyle(name, k)), words.say("up_to_km", { n: words.number(ring[0], ring[0] % 1 ? 1 : 0) }), null);
        if (!drawn[k]) { made.classList.add("nm-none"); }
        return made;
      }), [drawn.indexOf(false) >= 0 && words.say("rings_closer"), name === "rings_mining" && data.sample && words.say("licences_sample")]);
    });
    if (shown.overlaps) {
      var kinds = all.overlaps.kinds, sums = kinds.map(function () { return 0; });
      all.overlaps.rows.forEach(function (one) { sums[one[0]] += one[3]; });
      add("overlaps", kinds.map(function (kind, k) {
        var made = row(patch(of.colours[kind[0]]), of.overlapName(kind), null);
        made.lastChild.textContent = words.number(sums[k]) + " " + words.say("ha");
        return made;
      }), [kinds.some(function (kind) { return kind[0] === "water"; }) && words.say("water_proxy"), data.sample && words.say("licences_sample")]);
    }
    if (shown.footprints) {
      add("footprints", [0, 1].map(function (set) {
        var n = all.footprints.filter(function (one) { return one[0] === set; }).length;
        return n ? row(patch(of.colours.mined[set]), words.say(set ? "footprints_other" : "footprints"), n) : null;
      }), []);
    }
    if (shown.settlements) {
      add("settlements", [40000, 5000, 0].map(function (people) {
        return row(dot(of.colours.settlements, of.size(people)), people ? words.say(of.size(people) < 9 ? "people_n" : "people_more", { n: words.number(people) }) : words.say("people_fewer"), null);
      }), [words.say("settlements_known", { n: words.number(all.settlements.filter(function (one) { return one[1] !== null; }).length), of: words.number(all.settlements.length) })]);
    }
    return made;
  }
  function title() {
    var id = page.state.indicator, box = page.find("title"), flags = figures.shared(id);
    box.textContent = "";
    box.appendChild(el("h3", "", figures.label(id)));
    var year = words.text(page.figure().period);
    box.appendChild(el("p", "nm-soft", [words.say("level_" + page.state.level), year && " · " + words.say("year") + ": " + year]));
    if (flags.length) { box.appendChild(el("p", "nm-soft nm-shared", words.say("flags") + ": " + figures.flagWords(flags))); }
  }
  function about() {
    var id = page.state.indicator, box = page.find("about"), figure = page.figure();
    box.textContent = "";
    if (page.level().approximate) { box.appendChild(el("p", "nm-warn", words.say("approximate_" + page.state.level))); }
    box.appendChild(el("p", "", words.name(data.indicators[id].definition)));
    if (figure.credits.length) {
      var credits = el("p", "nm-source", words.say("source") + ": ");
      figure.credits.forEach(function (credit, k) { credits.appendChild(el("span", "", [k ? "; " : "", words.data(words.text(credit))])); });
      box.appendChild(credits);
    }
    box.appendChild(el("p", "", words.say("rounded_shapes", { n: words.number(data.tolerance_m) }) + " " + words.say("disclaimer")));
  }
  return {
    draw: function () {
      var body = page.find("legend-body"), n = counted();
      title();
      about();
      body.textContent = "";
      [data.indicators[page.state.indicator].mapped ? classes(n) : circles(n), states(n), page.state.layers.licences ? stages() : null, signs()].concat(context()).forEach(function (made) {
        if (made) { body.appendChild(made); }
      });
    }
  };
};
