/* Cards: one follows the pointer, one stays with what was chosen. */
Nutag.cards = function (page) {
  "use strict";
  var el = Nutag.el, pairs = Nutag.pairs, words = page.words, data = page.data, figures = page.figures;
  var tip = page.find("tip"), card = page.find("card"), stage = page.find("stage"), before = null;
  var own = { open: null };
  function unitName(level, at) {
    var one = data.levels[level], parent = one.parents ? one.parents[at] : -1;
    return words.name(one.names[at]) + (parent >= 0 ? " · " + words.name(data.levels.province.names[parent]) : "");
  }
  own.unitName = unitName;
  function other(level, at) { return el("div", "nm-other", words.other(data.levels[level].names[at])); }
  function count(at) {
    var id = data.count;
    return id && id !== page.state.indicator && page.level().figures[id] ? [words.name(data.indicators[id].name), figures.words(id, at)] : ["", ""];
  }
  own.tip = function (content, pixel) {
    tip.textContent = "";
    content.forEach(function (node) { if (node) { tip.appendChild(node); } });
    tip.hidden = false;
    var w = stage.clientWidth, h = page.map.getSize().y, x = pixel.x + 14, y = pixel.y + 14;
    if (x + tip.offsetWidth > w - 4) { x = pixel.x - tip.offsetWidth - 12; }
    if (y + tip.offsetHeight > h - 4) { y = pixel.y - tip.offsetHeight - 12; }
    tip.style.left = Math.max(4, x) + "px";
    tip.style.top = Math.max(4, y) + "px";
  };
  own.hideTip = function () { tip.hidden = true; };
  own.unitTip = function (at) {
    var id = page.state.indicator, licences = count(at), flags = figures.flags(id, at);
    var based = figures.based(id, at);
    return [
      el("b", "", unitName(page.state.level, at)), other(page.state.level, at),
      el("div", "nm-value", el("b", "", figures.beside(id, at))),
      el("div", "nm-soft", [words.text(figures.cell(id, "year", at)), figures.rank(id, at), based && words.say("n_of").toLowerCase() + " " + based, licences[0] && licences.join(": ")].filter(Boolean).join(" · ")),
      flags.length ? el("div", "nm-soft", figures.flagWords(flags)) : null
    ];
  };
  own.licenceTip = function (at) {
    var all = data.licences;
    return [
      el("b", "", page.licences.title(at)), el("div", "", words.data(words.text(all.holder[at]) || words.say("no_holder"))),
      el("div", "nm-soft", words.list([words.say("stage_" + data.stages[all.stage[at]]), words.text(all.minerals[at])]))
    ];
  };
  own.landTip = function (level, at) {
    return [el("b", "", unitName(level, at)), other(level, at), el("div", "nm-soft", words.say("land") + ": " + words.number(page.markers.landOf(level, at).length))];
  };
  /* The card lies over the half of the map that the reader did not ask about. */
  function show(nodes, latlng, redraw) {
    card.textContent = "";
    var close = Nutag.button("nm-close", "×", own.close);
    close.setAttribute("aria-label", words.say("close"));
    card.appendChild(close);
    nodes.forEach(function (node) { if (node) { card.appendChild(node); } });
    card.classList.toggle("nm-card-right", Boolean(latlng) && page.map.latLngToContainerPoint(latlng).x < page.map.getSize().x / 2);
    if (card.hidden) { before = document.activeElement; }
    card.hidden = false;
    card.scrollTop = 0;
    own.open = redraw;
  }
  own.focus = function () { card.focus({ preventScroll: true }); };
  /* How much of the map the card lies over, from the left; nothing where it stands below the map. */
  own.over = function () { return !card.hidden && getComputedStyle(card).position === "absolute" ? card.offsetLeft + card.offsetWidth : 0; };
  own.close = function () {
    if (card.hidden) { return; }
    var inside = card.contains(document.activeElement);
    card.hidden = true;
    own.open = null;
    page.licences.only(null);
    page.set({ unit: -1, licence: -1 });
    if (inside && before && before.focus) { before.focus({ preventScroll: true }); }
  };
  own.draw = function () {
    if (page.state.licence >= 0) { own.licence(page.state.licence); } else if (page.state.unit >= 0) { own.unit(page.state.unit); } else if (own.open) { own.open(); }
  };
  own.hide = function () { card.hidden = true; own.open = null; };
  function profile(level, at) {
    var one = data.levels[level];
    if (!one.profiles[at]) { return null; }
    var link = el("a", "nm-profile", words.say("profile") + " →");
    link.href = "profiles/" + encodeURIComponent(one.ids[at]) + ".html#lang=" + words.language;
    return el("p", "", link);
  }
  function landList(level, at) {
    return el("ul", "nm-land", page.markers.landOf(level, at).map(function (row) {
      var exact = words.text(row[6]), small = words.list([words.text(row[4]), exact]);
      return el("li", "", [
        el("b", "", (/lower bound/.test(data.texts[row[6]]) ? "≥ " : "") + words.hectares(row[3])), " " + words.name(data.land.measures[row[2]]) + " ",
        row[5] ? el("span", "", ["(", words.data(words.text(row[5])), ") "]) : "",
        el("span", "nm-soft", [small, ". ", words.data(words.text(row[7])), " · ", el("code", "", row[8])])
      ]);
    }));
  }
  own.unit = function (at) {
    var id = page.state.indicator, level = page.state.level, bounds = page.choropleth.bounds(at);
    var keys = Object.keys(page.level().figures), nowhere = keys.filter(figures.nowhere);
    var all = keys.filter(function (key) { return nowhere.indexOf(key) < 0; }).map(function (key) { return [words.name(data.indicators[key].name), figures.words(key, at)]; });
    var published = page.markers.landOf(level, at);
    var source = words.text(figures.cell(id, "source", at));
    show([
      el("h3", "", unitName(level, at)), other(level, at), el("div", "", words.name(data.indicators[id].name)),
      el("div", "nm-value", el("b", "", figures.beside(id, at))),
      pairs([
        [words.say("rank"), figures.rank(id, at)], [words.say("year"), words.text(figures.cell(id, "year", at))],
        [words.say("n_of"), figures.based(id, at)], count(at),
        [words.say("flags"), figures.flagWords(figures.flags(id, at))], [words.say("note"), words.data(words.text(figures.cell(id, "note", at)))],
        [words.say("source"), source]
      ]),
      profile(level, at),
      el("details", "", [el("summary", "", words.say("other_figures")), pairs(all), nowhere.length ? el("p", "nm-small", [words.say("no_data") + ": ", words.list(nowhere.map(function (key) { return words.name(data.indicators[key].name); }))]) : null]),
      published.length ? el("details", "", [el("summary", "", words.say("land") + " (" + words.number(published.length) + ")"), el("p", "nm-small", words.say("land_never_added")), landList(level, at)]) : null
    ], bounds && bounds.getCenter(), function () { own.unit(at); });
  };
  own.land = function (level, at) {
    page.set({ unit: -1, licence: -1 });
    show([el("h3", "", unitName(level, at)), other(level, at), el("div", "", words.say("land")), el("p", "nm-small", words.say("land_never_added")), landList(level, at), profile(level, at)],
      page.shapes.point(data.levels[level].middles[at]), function () { own.land(level, at); });
  };
  /* What a reader would else take as a licence in force, in few words. */
  function standing(at) {
    var all = data.licences;
    if (all.status[at] === "ended") { return words.say("status_ended"); }
    return words.list([all.mine[at] || all.counted[at] ? "" : words.say("set_aside"), all.late[at] ? words.say("late") : ""]);
  }
  own.holderWords = function (n) { return words.say(n === 1 ? "holder_licence" : "holder_licences", { n: words.number(n) }); };
  function entries(list) {
    return el("ul", "nm-entries", list.map(function (at) {
      return el("li", "", [Nutag.button("nm-link", page.licences.title(at), function () { page.set({ licence: at, unit: -1 }); own.focus(); }), " ",
        el("span", "nm-soft", words.list([words.say("stage_" + data.stages[data.licences.stage[at]]), words.text(data.licences.minerals[at]), standing(at)]))]);
    }));
  }
  own.holder = function (name, list) {
    page.set({ unit: -1, licence: -1, layers: { licences: true } });
    page.licences.only(list);
    page.markers.mark();
    show([el("h3", "", words.data(name)), el("div", "nm-soft", own.holderWords(list.length)), entries(list)], null, function () { own.holder(name, list); });
  };
  own.licence = function (at, others) {
    var all = data.licences, text = function (key) { return words.text(all[key][at]); };
    var reason = text("reason"), status = all.status[at] === "assumed" ? words.list([words.say("status_unknown"), words.say("status_assumed")]) : words.say("status_" + all.status[at]);
    var flags = [all.mine[at] ? words.say("kind_mine") : all.counted[at] ? words.say("counted") : words.say("counted_no", { reason: reason }),
      all.counted[at] && all.late[at] ? words.say("late") : "", all.geometry[at] ? "" : words.say("not_drawn")];
    var soums = all.soums[at].map(function (one) { return unitName("soum", one[0]) + (one[1] === null ? "" : ": " + words.hectares(one[1])); });
    var scope = text("scope"), alone = /^single licence$/.test(data.texts[all.scope[at]]), bounds = page.licences.bounds(at);
    show([
      el("h3", "", page.licences.title(at)),
      el("div", "", words.data(text("holder") || words.say("no_holder"))),
      pairs([
        [words.say("stage"), words.say("stage_" + data.stages[all.stage[at]])], [words.say("minerals"), words.data(text("minerals"))],
        [words.say("status"), status], [words.say("granted"), text("granted")], [words.say("expires"), text("expires")],
        [words.say("area_declared"), all.area[at] === null ? "" : words.hectares(all.area[at])],
        [words.say("area_in"), soums.length ? el("ul", "nm-plain", soums.map(function (one) { return el("li", "", one); })) : ""],
        [words.say("scope"), alone ? "" : words.data(scope)],
        [words.say("place_quality"), words.say("place_" + all.place[at])], [words.say("flags"), words.list(flags)]
      ]),
      others && others.length ? el("div", "", [el("h4", "", words.say("overlaid")), entries(others)]) : null
    ], bounds && bounds.getCenter(), function () { own.licence(at, others); });
  };
  return own;
};
