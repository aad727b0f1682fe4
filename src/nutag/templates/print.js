/* Paper has no clicks: everything is opened for it. */
window.addEventListener("beforeprint", function () {
  document.querySelectorAll("main details").forEach(function (node) { node.open = true; });
});
