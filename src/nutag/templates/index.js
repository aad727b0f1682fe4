/* Sorts a table of provinces by a column; units without a figure stay at the end. */
document.querySelectorAll("table.ranking").forEach(function (table) {
  "use strict";
  var body = table.tBodies[0], language = table.closest("[lang]").lang;
  var heads = Array.from(table.tHead.rows[0].cells);
  function number(cell) { return cell.hasAttribute("data-key") ? Number(cell.getAttribute("data-key")) : null; }
  function group(cell) { return number(cell) === null ? 2 : cell.hasAttribute("data-ranked") ? 0 : 1; }
  function name(row) { return row.cells[1].textContent.trim(); }
  function sort(at, ascending) {
    var rows = Array.from(body.rows), sign = ascending ? 1 : -1;
    rows.sort(function (a, b) {
      if (at === 1) { return sign * name(a).localeCompare(name(b), language); }
      var x = a.cells[at], y = b.cells[at], g = group(x) - group(y);
      if (g || number(x) === null) { return g || name(a).localeCompare(name(b), language); }
      return sign * (number(x) - number(y)) || name(a).localeCompare(name(b), language);
    });
    var ranked = rows.filter(function (row) { return at > 1 && group(row.cells[at]) === 0; });
    var high = ranked.slice().sort(function (a, b) { return number(b.cells[at]) - number(a.cells[at]); });
    rows.forEach(function (row) {
      var own = at > 1 && group(row.cells[at]) === 0 ? number(row.cells[at]) : null;
      row.cells[0].textContent = own === null ? "–" :
        String(1 + high.findIndex(function (other) { return number(other.cells[at]) === own; }));
      Array.from(row.cells).forEach(function (cell, k) { cell.toggleAttribute("data-sorted", k === at && k > 1); });
      body.appendChild(row);
    });
    heads.forEach(function (head) { head.removeAttribute("aria-sort"); });
    heads[at].setAttribute("aria-sort", ascending ? "ascending" : "descending");
  }
  heads.forEach(function (head, at) {
    var button = head.querySelector("button");
    if (!button) { return; }
    button.addEventListener("click", function () {
      var now = head.getAttribute("aria-sort");
      sort(at, now ? now === "descending" : at === 1);
    });
  });
  sort(2, false);
});
