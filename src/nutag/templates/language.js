/* One page in two languages: shows the blocks of one, as `lang=` in the address says. Stores nothing. */
(function () {
  "use strict";
  var root = document.documentElement, buttons = document.querySelectorAll(".languages button");
  var languages = Array.from(buttons).map(function (button) { return button.lang; });
  function fields() { return new URLSearchParams(location.hash.indexOf("=") < 0 ? "" : location.hash.slice(1)); }
  function target() { return location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1))); }
  function show(language) {
    root.lang = language;
    document.title = document.body.getAttribute("data-title-" + language) || document.title;
    document.querySelectorAll(".lang").forEach(function (node) { node.hidden = node.lang !== language; });
    buttons.forEach(function (button) { button.setAttribute("aria-pressed", String(button.lang === language)); });
    /* Other pages of ours open in the language of this one. */
    document.querySelectorAll("a[href]").forEach(function (link) {
      var address = link.getAttribute("href");
      if (/^[^#:]*\.html(#lang=\w+)?$/.test(address)) { link.href = address.split("#")[0] + "#lang=" + language; }
    });
    document.dispatchEvent(new CustomEvent("nutag:language", { detail: language }));
  }
  function choose(language) {
    var own = fields();
    own.set("lang", language);
    history.replaceState(null, "", "#" + own.toString());
    show(language);
  }
  /* The language of the address; of the section that it leads to; of the browser. */
  function wanted() {
    var named = fields().get("lang"), node = target(), block = node && node.closest(".lang");
    if (languages.indexOf(named) >= 0) { return named; }
    if (block) { return block.lang; }
    return languages.indexOf(navigator.language.slice(0, 2)) >= 0 ? navigator.language.slice(0, 2) : languages[0];
  }
  buttons.forEach(function (button) { button.addEventListener("click", function () { choose(button.lang); }); });
  window.addEventListener("hashchange", function () {
    var language = fields().get("lang") || (target() ? wanted() : root.lang);
    if (language !== root.lang && languages.indexOf(language) >= 0) { show(language); }
    if (target()) { target().scrollIntoView(); }
  });
  show(wanted());
  if (target()) { target().scrollIntoView(); }
})();
