/* Picker: indicators by theme. Those that the run has no figure of stand at the end of their theme,
   those that only the other level has a figure of at the end of all. */
Nutag.picker = function (page) {
  "use strict";
  var select = page.find("pick"), words = page.words;
  function group(label, ids) {
    if (!ids.length) { return; }
    var node = select.appendChild(Nutag.el("optgroup"));
    node.label = label;
    ids.forEach(function (id) {
      var option = node.appendChild(Nutag.el("option", "", page.figures.label(id)));
      option.value = id;
    });
  }
  select.addEventListener("change", function () { page.set({ indicator: select.value }); });
  return {
    draw: function () {
      var figures = page.level().figures, without = [];
      select.textContent = "";
      page.data.themes.forEach(function (theme) {
        var here = theme.indicators.filter(function (id) { return figures[id]; });
        group(words.name(theme.name), here.filter(function (id) { return figures[id].filled; }));
        group(words.name(theme.name) + ": " + words.say("no_data"), here.filter(page.figures.nowhere));
        without = without.concat(here.filter(function (id) { return !figures[id].filled && !page.figures.nowhere(id); }));
      });
      group(words.say("has_no_figure"), without);
      select.value = page.state.indicator;
    }
  };
};
