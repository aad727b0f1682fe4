/* Figures: a cell of the table of indicators in words, with all that makes it less than sure. */
Nutag.figures = function (page) {
  "use strict";
  var data = page.data, words = page.words, figures = {};
  var WITH_FIGURE = ["value", "reported_zero", "small_denominator"];
  function own(id) { return page.level().figures[id]; }
  function cell(id, column, at) {
    var found = own(id)[column];
    return Array.isArray(found) ? found[at] : found;
  }
  figures.cell = cell;
  figures.state = function (id, at) { return data.all_states[cell(id, "state", at)]; };
  figures.stateWords = function (state) {
    return state === "absent" ? words.say("absent") : words.name(data.states[data.all_states.indexOf(state)]);
  };
  figures.has = function (id, at) {
    return WITH_FIGURE.indexOf(figures.state(id, at)) >= 0 && cell(id, "value", at) !== null;
  };
  figures.unit = function (id) { return words.name(data.indicators[id].unit); };
  figures.label = function (id) {
    var unit = figures.unit(id), name = words.name(data.indicators[id].name);
    var said = (" " + name + " ").toLowerCase().indexOf(" " + unit.toLowerCase() + " ") >= 0;
    if (!unit || said) { return name; }
    return /\)$/.test(name) ? name.replace(/\)$/, ", " + unit + ")") : name + " (" + unit + ")";
  };
  figures.flags = function (id, at) {
    var found = data.texts[cell(id, "flags", at)].split(";").filter(Boolean);
    if (figures.state(id, at) === "small_denominator" && found.indexOf("small") < 0) { found.push("small"); }
    return found;
  };
  figures.flagWords = function (flags) {
    return words.list(flags.map(function (flag) { return data.flags[flag] ? words.name(data.flags[flag]) : flag; }));
  };
  /* A bound, a guess and a change show as what they are: the rule of `nutag.shown_figures`. */
  figures.number = function (id, at) {
    var flags = figures.flags(id, at), indicator = data.indicators[id], value = cell(id, "value", at);
    var round = value % 1 === 0 && data.round_flags.some(function (flag) { return flags.indexOf(flag) >= 0; });
    var text = words.figure(value, round ? indicator.round_decimals : indicator.decimals), tiny = /^[<>]/.test(text);
    if (indicator.signed && /^\d/.test(text) && /[1-9]/.test(text)) { text = "+" + text; }
    if (flags.indexOf("lower_bound") >= 0) { return text.charAt(0) === "<" ? "> " + words.number(0) : "≥ " + text; }
    return (flags.indexOf("approximate") >= 0 && !tiny ? "≈ " : "") + text;
  };
  figures.marks = function (id, at) {
    return figures.flags(id, at).map(function (flag) { return data.marks[flag] || ""; }).join("");
  };
  figures.words = function (id, at) {
    var state = figures.state(id, at), unit = figures.unit(id);
    if (!figures.has(id, at)) { return figures.stateWords(state); }
    var written = figures.number(id, at) + (unit && " " + unit);
    return state === "value" ? written : written + " – " + figures.stateWords(state);
  };
  /* A share of people near says little without the share of the land that is as near. */
  figures.beside = function (id, at) {
    var base = data.bases[id];
    if (!base || !figures.has(id, at) || !own(base) || !figures.has(base, at)) { return figures.words(id, at); }
    return words.list([figures.words(id, at), words.say("of_land", { share: figures.words(base, at) })]);
  };
  figures.rank = function (id, at) {
    var rank = cell(id, "rank", at);
    if (rank !== null) { return words.say("rank_of", { rank: words.number(rank), n: words.number(own(id).ranked) }); }
    return figures.has(id, at) ? words.say("not_ranked") : "";
  };
  figures.based = function (id, at) {
    var n = cell(id, "n", at), of = cell(id, "of", at);
    if (n === null) { return ""; }
    return of === null ? words.number(n) : words.say("from_n", { n: words.number(n), of: words.number(of) });
  };
  /* Whether no unit of any level has a figure. */
  figures.nowhere = function (id) {
    return Object.keys(data.levels).every(function (level) { return !(data.levels[level].figures[id] || {}).filled; });
  };
  /* Why most units have no figure. */
  figures.why = function (id) {
    var counts = {}, most = 0;
    page.level().ids.forEach(function (unit, at) {
      var note = cell(id, "note", at);
      if (note) { counts[note] = (counts[note] || 0) + 1; }
    });
    Object.keys(counts).forEach(function (note) { if (!most || counts[note] > counts[most]) { most = note; } });
    return most ? words.data(words.text(most)) : "";
  };
  /* Flags that every figure of the indicator carries: they belong to the map, not to one unit. */
  figures.shared = function (id) {
    var shared = null;
    page.level().ids.forEach(function (unit, at) {
      if (!figures.has(id, at)) { return; }
      var flags = figures.flags(id, at);
      shared = shared === null ? flags : shared.filter(function (flag) { return flags.indexOf(flag) >= 0; });
    });
    return shared || [];
  };
  return figures;
};
