/* Table: the units beside the map, sorted and filtered; a row and its unit are marked together. */
Nutag.table = function (page) {
  "use strict";
  var el = Nutag.el, words = page.words, figures = page.figures, table = page.find("table"), filter = page.find("filter"), scroll = page.find("scroll");
  var sorted = { by: "value", up: false }, rows = [], keys = {}, timer = 0, rest = 0, top = 0, AT_ONCE = 40, ON_PAPER = 40;
  var own = {};
  function name(at) { return words.name(page.level().names[at]); }
  function parent(at) { var parents = page.level().parents; return parents && parents[at] >= 0 ? words.name(page.data.levels.province.names[parents[at]]) : ""; }
  /* Figures that may be compared come first, then those that may not, then what has none. */
  function group(at) {
    var id = page.state.indicator;
    return !figures.has(id, at) ? 2 : figures.cell(id, "rank", at) === null && page.figure().ranked ? 1 : 0;
  }
  function order() {
    var id = page.state.indicator, sign = sorted.up ? 1 : -1, collator = new Intl.Collator([words.language, "en"]);
    var byName = function (a, b) { return collator.compare(name(a), name(b)); };
    return page.level().ids.map(function (unit, at) { return at; }).sort(function (a, b) {
      if (sorted.by === "name") { return sign * byName(a, b); }
      if (sorted.by === "parent") { return sign * collator.compare(parent(a), parent(b)) || byName(a, b); }
      var rank = group(a) - group(b);
      if (rank || group(a) === 2) { return rank || byName(a, b); }
      return sign * (figures.cell(id, "value", a) - figures.cell(id, "value", b)) || byName(a, b);
    });
  }
  function head(by, label, className) {
    var cell = el("th", className, Nutag.button("", label, function () {
      sorted = { by: by, up: sorted.by === by ? !sorted.up : by !== "value" };
      own.draw();
      table.querySelector("[aria-sort] button").focus();
    }));
    cell.scope = "col";
    if (sorted.by === by) { cell.setAttribute("aria-sort", sorted.up ? "ascending" : "descending"); }
    return cell;
  }
  function row(at, paper) {
    var id = page.state.indicator, has = figures.has(id, at), rank = figures.cell(id, "rank", at);
    var unit = el("th", "", [Nutag.button("nm-link", name(at), function () { page.show({ unit: at, licence: -1 }); page.cards.focus(); }), page.level().parents ? el("span", "nm-parent", parent(at)) : null]);
    unit.scope = "row";
    var node = el("tr", paper.has(at) ? "" : "nm-off-paper", [
      el("td", "nm-num nm-rank", rank === null ? "–" : words.number(rank)), unit,
      el("td", has ? "nm-num" : "nm-num nm-words", has ? [figures.number(id, at), el("sup", "", figures.marks(id, at))] : figures.stateWords(figures.state(id, at)))
    ]);
    node.addEventListener("mouseenter", function () { page.hover(at, false); });
    node.addEventListener("mouseleave", function () { page.hover(-1, false); });
    rows[at] = node;
    return node;
  }
  function keysOf(at) {
    var level = page.level(), store = keys[page.state.level] = keys[page.state.level] || [];
    var parent = level.parents && level.parents[at] >= 0 ? page.data.levels.province.names[level.parents[at]] : [];
    store[at] = store[at] || [].concat.apply([], level.names[at].concat(parent).map(page.spelling.keys));
    return store[at];
  }
  function show() {
    var asked = page.spelling.asked(filter.value);
    var n = 0, matches = page.find("matches");
    rows.forEach(function (node, at) {
      node.hidden = asked.length > 0 && page.spelling.match(asked, keysOf(at)) < 0;
      n += node.hidden ? 0 : 1;
    });
    matches.textContent = !asked.length ? "" : n ? words.say("results", { n: words.number(n) }) : words.say("none_found");
    matches.classList.toggle("nm-quiet", !asked.length || n > 0);
    scroll.hidden = n === 0;
  }
  function notes() {
    var id = page.state.indicator, level = page.level(), used = new Set();
    level.ids.forEach(function (unit, at) { if (figures.has(id, at)) { figures.flags(id, at).forEach(function (flag) { used.add(flag); }); } });
    page.find("marks").textContent = Object.keys(page.data.marks).filter(function (flag) { return used.has(flag); })
      .map(function (flag) { return page.data.marks[flag] + " " + figures.flagWords([flag]); }).join(". ");
    var filled = page.figure().filled, all = words.number(level.ids.length);
    page.find("first-rows").textContent = !filled ? words.say("no_figures") : filled > ON_PAPER || filled < level.ids.length
      ? words.say("more_rows", { n: words.number(Math.min(filled, ON_PAPER)), of: all }) : "";
  }
  own.draw = function () {
    var unit = figures.unit(page.state.indicator), kept = top, body = el("tbody");
    var ordered = order(), paper = new Set(ordered.filter(function (at) { return figures.has(page.state.indicator, at); }).slice(0, ON_PAPER));
    cancelAnimationFrame(rest);
    rows = [];
    ordered.slice(0, AT_ONCE).forEach(function (at) { body.appendChild(row(at, paper)); });
    var rank = el("th", "nm-num", words.say("rank"));
    rank.scope = "col";
    table.textContent = "";
    table.appendChild(el("caption", "nm-quiet", figures.label(page.state.indicator)));
    table.appendChild(el("thead", "", el("tr", "", [rank, head("name", words.say(page.state.level), ""), head("value", words.say("value") + (unit && ", " + unit), "nm-num")])));
    table.appendChild(body);
    notes();
    /* What a reader has to scroll to comes after what is in view is on the screen. */
    var finish = function () {
      ordered.slice(AT_ONCE).forEach(function (at) { body.appendChild(row(at, paper)); });
      show();
      own.mark();
      if (kept) { scroll.scrollTop = kept; }
    };
    if (ordered.length > AT_ONCE && !kept && page.state.unit < 0 && !filter.value) {
      rest = requestAnimationFrame(function () { rest = requestAnimationFrame(finish); });
    } else {
      finish();
    }
  };
  own.mark = function () {
    rows.forEach(function (node, at) { node.classList.toggle("nm-on", at === page.state.unit); });
    var node = rows[page.state.unit];
    if (node && !node.hidden) {
      var head = table.tHead.offsetHeight, y = node.offsetTop;
      if (y < scroll.scrollTop + head || y + node.offsetHeight > scroll.scrollTop + scroll.clientHeight) { scroll.scrollTop = y - scroll.clientHeight / 2; }
    }
  };
  own.hover = function (at) { rows.forEach(function (node, k) { node.classList.toggle("nm-hover", k === at); }); };
  /* Asking for it while the page is being made would have it laid out twice. */
  scroll.addEventListener("scroll", function () { top = scroll.scrollTop; });
  filter.addEventListener("input", function () { clearTimeout(timer); timer = setTimeout(show, 60); });
  return own;
};
