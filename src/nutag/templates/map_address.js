/* Address: what is shown, in the part of the address behind #, so that a link opens it again. */
Nutag.address = function (page) {
  "use strict";
  var data = page.data;
  function fields() { return new URLSearchParams(location.hash.indexOf("=") < 0 ? "" : location.hash.slice(1)); }
  return {
    /* Only what the address names; null where it names nothing of ours. */
    read: function () {
      var own = fields(), unit = own.get("unit"), found = {}, level = own.get("level"), licence = own.get("licence");
      if (data.levels[level]) { found.level = level; }
      ["province", "soum"].forEach(function (name) {
        var at = unit ? data.levels[name].ids.indexOf(unit) : -1;
        if (at >= 0) { found.level = name; found.unit = at; }
      });
      if (own.get("indicator")) { found.indicator = own.get("indicator"); }
      if (licence && data.licences) {
        var at = Math.max(data.licences.code.indexOf(licence), data.licences.id.indexOf(licence));
        if (at >= 0) { found.licence = at; }
      }
      return Object.keys(found).length ? found : null;
    },
    write: function () {
      var own = fields(), state = page.state;
      ["unit", "level", "licence"].forEach(function (name) { own.delete(name); });
      if (state.unit >= 0) { own.set("unit", page.level().ids[state.unit]); } else if (state.level !== "province") { own.set("level", state.level); }
      if (state.licence >= 0) { own.set("licence", data.licences.code[state.licence] || data.licences.id[state.licence]); }
      own.set("indicator", state.indicator);
      own.set("lang", page.words.language);
      history.replaceState(null, "", "#" + own.toString());
    }
  };
};
