/* Paper has no clicks: what is folded is opened for it, but for the small print of a card. */
(function () {
  var opened = [];
  window.addEventListener("beforeprint", function () {
    opened = Array.from(document.querySelectorAll("main details:not([open])")).filter(function (node) { return !node.closest(".nm-card"); });
    opened.forEach(function (node) { node.open = true; });
  });
  window.addEventListener("afterprint", function () {
    opened.forEach(function (node) { node.open = false; });
  });
}());
