/* Spelling: the keys under which a name is found in either script, by the rules of the run. */
Nutag.spelling = function (rules) {
  "use strict";
  function patterns(list) { return list.map(function (rule) { return [new RegExp(rule[0], "g"), rule[1]]; }); }
  var latin = patterns(rules.transliterations), other = patterns(rules.other_spellings);
  function apply(list, key) { return list.reduce(function (done, rule) { return done.replace(rule[0], rule[1]); }, key); }
  function plain(text) {
    return Array.from(text.normalize("NFKC").toLowerCase(), function (letter) {
      var own = letter.normalize("NFD")[0];
      return own <= "\u007f" ? own : letter;
    }).join("");
  }
  function joined(text) { return text.replace(/[^0-9a-z\u0400-\u052f]+/g, ""); }
  /* Words for a unit or a company say nothing of which one it is; a name that has no other keeps them. */
  function words(text, typed) {
    var found = plain(text).split(/[^0-9a-z\u0400-\u052f]+/).filter(Boolean), last = found.length - 1;
    var kept = found.filter(function (word, at) {
      var begun = typed && at === last && word.length > 2;
      return !rules.passed_over.some(function (one) { return begun ? one.indexOf(word) === 0 : one === word; });
    });
    return (kept.length ? kept : found).join("");
  }
  /* A vowel that is written twice is written once. */
  function single(key) { return key.replace(/([aeiouöüаэиоуөүыяеё])\1+/g, "$1"); }
  function keys(text, typed) {
    var folded = words(text, typed), found = [folded, apply(latin, folded)];
    if (/[\u0400-\u052f]/.test(folded)) {
      rules.romanisations.forEach(function (table) {
        found.push(joined(plain(Array.from(folded, function (letter) { return letter in table ? table[letter] : letter; }).join(""))));
      });
    }
    found = found.concat(found.map(function (key) { return apply(other, key); }));
    return Array.from(new Set(found.map(single))).filter(Boolean);
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
  return {
    keys: function (text) { return keys(text, false); },
    /* Of what a reader types, the last word may be only begun. */
    asked: function (text) { return keys(text, true); },
    match: match
  };
};
