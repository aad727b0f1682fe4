/* Elements of the page. Every name, note and figure reaches it as text, never as markup. */
var Nutag = {};
Nutag.el = function (tag, className, content) {
  "use strict";
  var node = document.createElement(tag);
  if (className) { node.className = className; }
  [].concat(content === undefined ? [] : content).forEach(function (part) {
    if (part === null || part === undefined || part === "") { return; }
    node.appendChild(part.nodeType ? part : document.createTextNode(String(part)));
  });
  return node;
};
Nutag.svg = function (tag, attributes, children) {
  "use strict";
  var node = document.createElementNS("http://www.w3.org/2000/svg", tag);
  Object.keys(attributes).forEach(function (name) { node.setAttribute(name, attributes[name]); });
  (children || []).forEach(function (child) { node.appendChild(child); });
  return node;
};
Nutag.button = function (className, content, act) {
  "use strict";
  var node = Nutag.el("button", className, content);
  node.type = "button";
  node.addEventListener("click", act);
  return node;
};
/* A list of terms; what has no words is left out. */
Nutag.pairs = function (rows) {
  "use strict";
  var list = Nutag.el("dl");
  rows.forEach(function (row) {
    if (row[1] === undefined || row[1] === null || row[1] === "" || row[1].length === 0) { return; }
    list.appendChild(Nutag.el("dt", "", row[0]));
    list.appendChild(Nutag.el("dd", "", row[1]));
  });
  return list;
};
Nutag.fill = function (sentence, values) {
  "use strict";
  return sentence.replace(/\{(\w+)\}/g, function (all, name) { return values[name]; });
};
