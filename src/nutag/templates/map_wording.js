/* Wording: the language of the reader for names, numbers and texts of the tables. */
Nutag.wording = function (data) {
  "use strict";
  var words = { at: 0, language: data.languages[0] }, formats = {};
  words.use = function (language) {
    words.at = Math.max(0, data.languages.indexOf(language));
    words.language = data.languages[words.at];
  };
  words.say = function (key, values) {
    var sentence = data.say[words.language][key];
    return values ? Nutag.fill(sentence, values) : sentence;
  };
  words.name = function (pair) { return pair[words.at] || pair[0] || pair[1]; };
  words.text = function (at) { return data.said[words.at][at] || data.texts[at] || ""; };
  words.number = function (value, decimals) {
    var key = words.language + (decimals || 0);
    formats[key] = formats[key] || new Intl.NumberFormat([words.language, "en-GB"], {
      minimumFractionDigits: decimals || 0, maximumFractionDigits: decimals || 0
    });
    var text = formats[key].format(Math.abs(value));
    return (value < 0 && /[1-9]/.test(text) ? "−" : "") + text;
  };
  /* What is not zero does not read as zero: the rule of `Messages.figure`. */
  words.figure = function (value, decimals) {
    var text = words.number(value, decimals), least = Math.pow(10, -(decimals || 0));
    return !value || /[1-9]/.test(text) ? text : (value > 0 ? "< " : "> −") + words.number(least, decimals);
  };
  /* Hectares as a register gives them: whole ones, or to a tenth. */
  words.hectares = function (value) {
    return words.figure(value, value % 1 ? 1 : 0) + " " + words.say("ha");
  };
  /* Data have one language: said as they are, with their own marked for a reader that speaks. */
  words.data = function (text) {
    var own = /[\u0400-\u052f]/.test(text) ? "mn" : /[A-Za-z]/.test(text) ? "en" : words.language;
    if (!text || own === words.language) { return text; }
    var node = Nutag.el("span", "", text);
    node.lang = own;
    return node;
  };
  /* The name in the other language, for a card. */
  words.other = function (pair) {
    var at = 1 - words.at, node = Nutag.el("span", "nm-soft", pair[at] === words.name(pair) ? "" : pair[at]);
    node.lang = data.languages[at];
    return node;
  };
  words.list = function (parts) { return parts.filter(Boolean).join("; "); };
  return words;
};
