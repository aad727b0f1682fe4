/* Search: places, licences and holders, in either script. */
Nutag.search = function (page) {
  "use strict";
  var el = Nutag.el, words = page.words, data = page.data, query = page.find("query"), list = page.find("found"), hits = page.find("hits");
  var index = null, options = [], active = -1, MOST = 8;
  function entry(kind, texts, label, detail, act) {
    return { kind: kind, label: label, detail: detail, act: act, keys: [].concat.apply([], texts.filter(Boolean).map(page.spelling.keys)) };
  }
  /* Made when it is first asked for; the words of an entry are those of the moment. */
  function build() {
    var holders = new Map(), all = data.licences;
    index = [];
    ["province", "soum"].forEach(function (level) {
      data.levels[level].ids.forEach(function (id, at) {
        index.push(entry("units", data.levels[level].names[at].concat(id), function () { return page.cards.unitName(level, at); },
          function () { return words.say(level); }, function () { page.show({ level: level, unit: at, licence: -1 }); }));
      });
    });
    if (!all) { return; }
    all.id.forEach(function (id, at) {
      var holder = data.texts[all.holder[at]];
      if (holder) { holders.set(holder, (holders.get(holder) || []).concat(at)); }
      index.push(entry("licences", [all.code[at], all.code[at] === id ? "" : id], function () { return page.licences.title(at); },
        function () { return holder; }, function () { page.show({ licence: at, unit: -1 }); }));
    });
    Array.from(holders.keys()).forEach(function (holder) {
      index.push(entry("holders", [holder], function () { return holder; },
        function () { return page.cards.holderWords(holders.get(holder).length); }, function () {
          page.cards.holder(holder, holders.get(holder));
          page.frame(page.licences.boundsOf(holders.get(holder)), 0.1);
        }));
    });
  }
  function find(text) {
    var asked = page.spelling.asked(text), groups = { units: [], holders: [], licences: [] }, n = 0;
    if (asked.length) {
      index.forEach(function (one) {
        var score = page.spelling.match(asked, one.keys);
        if (score >= 0) { groups[one.kind].push([score, one]); n += 1; }
      });
    }
    Object.keys(groups).forEach(function (kind) {
      groups[kind] = groups[kind].sort(function (a, b) { return a[0] - b[0]; }).slice(0, MOST).map(function (pair) { return pair[1]; });
    });
    return { groups: groups, n: n };
  }
  function close() {
    list.hidden = true;
    active = -1;
    query.setAttribute("aria-expanded", "false");
    query.removeAttribute("aria-activedescendant");
  }
  function pick(one) {
    close();
    one.act();
    page.cards.focus();
  }
  function point(at) {
    active = options.length ? (at + options.length) % options.length : -1;
    options.forEach(function (option, k) { option.node.setAttribute("aria-selected", String(k === active)); });
    if (active < 0) { return; }
    query.setAttribute("aria-activedescendant", options[active].node.id);
    options[active].node.scrollIntoView({ block: "nearest" });
  }
  function draw() {
    if (!index) { build(); }
    var found = find(query.value);
    options = [];
    list.textContent = "";
    ["units", "holders", "licences"].forEach(function (kind) {
      if (!found.groups[kind].length) { return; }
      var group = list.appendChild(el("li", "nm-group", el("div", "nm-soft", words.say("group_" + kind))));
      group.setAttribute("role", "presentation");
      found.groups[kind].forEach(function (one) {
        var node = list.appendChild(el("li", "", [words.data(one.label()), el("span", "nm-soft", words.data(one.detail()))]));
        node.setAttribute("role", "option");
        node.setAttribute("aria-selected", "false");
        node.id = list.id + "-" + options.length;
        node.addEventListener("mousedown", function (event) { event.preventDefault(); pick(one); });
        options.push({ node: node, one: one });
      });
    });
    var asked = query.value.trim() !== "";
    hits.textContent = !asked ? "" : found.n ? words.say("results", { n: words.number(found.n) }) : words.say("none_found");
    hits.classList.toggle("nm-quiet", !asked || found.n > 0);
    list.hidden = !options.length;
    query.setAttribute("aria-expanded", String(options.length > 0));
    point(0);
  }
  query.addEventListener("focus", function () { if (!index) { build(); } });
  query.addEventListener("input", draw);
  query.addEventListener("blur", close);
  query.addEventListener("keydown", function (event) {
    if (event.key === "ArrowDown" && list.hidden && query.value) { draw(); event.preventDefault(); return; }
    if (list.hidden) { return; }
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      point(active + (event.key === "ArrowDown" ? 1 : -1));
      event.preventDefault();
    } else if (event.key === "Enter" && active >= 0) {
      event.preventDefault();
      pick(options[active].one);
    } else if (event.key === "Escape") {
      event.preventDefault();
      event.stopPropagation();
      close();
    }
  });
};
