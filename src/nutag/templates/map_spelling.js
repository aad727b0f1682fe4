/* Spelling: the keys under which a name is found in either script, by the rules of the run. */
Nutag.spelling = function (rules) {
  "use strict";
  var latin = rules.transliterations.map(function (rule) { return [new RegExp(rule[0], "g"), rule[1]]; });
  function fold(text) {
    return Array.from(text.normalize("NFKC").toLowerCase(), function (letter) {
      var plain = letter.normalize("NFD")[0];
      return plain <= "\u007f" ? plain : letter;
    }).join("").replace(/[^0-9a-z\u0400-\u052f]+/g, "");
  }
  function keys(text) {
    var folded = fold(text);
    var found = [folded, latin.reduce(function (key, rule) { return key.replace(rule[0], rule[1]); }, folded)];
    if (/[\u0400-\u052f]/.test(folded)) {
      rules.romanisations.forEach(function (table) {
        found.push(fold(Array.from(folded, function (letter) { return letter in table ? table[letter] : letter; }).join("")));
      });
    }
    return Array.from(new Set(found)).filter(Boolean);
  }
  /* 0 where a key begins with what is asked for, 1 where one has it inside, else -1. */
  function match(asked, own) {
    var best = -1;
    own.forEach(function (key) {
      asked.forEach(function (part) {
        var at = key.indexOf(part);
        if (at >= 0) { best = at === 0 || best === 0 ? 0 : 1; }
      });
    });
    return best;
  }
  return { keys: keys, match: match };
};
