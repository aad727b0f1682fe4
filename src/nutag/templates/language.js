/* One page in two languages: shows the blocks of one, as `lang=` in the address says. Stores nothing. */
(function () {
  "use strict";
  var root = document.documentElement, buttons = document.querySelectorAll(".languages button");
  var languages = Array.from(buttons).map(function (button) { return button.lang; });
  function known(language) { return languages.indexOf(language) >= 0 ? language : ""; }
  function fields() { return new URLSearchParams(location.hash.indexOf("=") < 0 ? "" : location.hash.slice(1)); }
  function target() { return document.getElementById(decodeURIComponent(location.hash.slice(1))); }
  /* The language that the address names, or that the section it leads to is in. */
  function addressed() {
    var node = target(), block = node && node.closest(".lang");
    return known(fields().get("lang")) || (block ? block.lang : "");
  }
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
  function scroll() { if (target()) { target().scrollIntoView(); } }
  buttons.forEach(function (button) {
    button.addEventListener("click", function () {
      var own = fields();
      own.set("lang", button.lang);
      history.replaceState(null, "", "#" + own.toString());
      show(button.lang);
    });
  });
  window.addEventListener("hashchange", function () {
    var language = addressed() || root.lang;
    if (language !== root.lang) { show(language); }
    scroll();
  });
  show(addressed() || known(navigator.language.slice(0, 2)) || languages[0]);
  scroll();
})();
