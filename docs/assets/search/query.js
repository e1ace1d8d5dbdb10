/**
 * What a reader typed, as a tree: the twin of scripts/archive/search/query.py and wording.py, held to one answer
 * by tests/cases/query. Text with sentence punctuation is one exact phrase; only otherwise do signs act, each as a
 * whole sign in its place. Lengths count characters (code points); pieces are in the search form.
 *
 * @typedef {"" | "title" | "heading" | "part"} Field
 * @typedef {{raw: string, pieces: string[], gaps: number[], field: Field, strict: string}} Term
 * @typedef {{options: Term[], negative: boolean}} Group
 * @typedef {{text: string, groups: Group[], parts: string[], pasted: boolean, understood: string}} Query
 * @typedef {{form: (text: string) => string, kinds: string[]}} Grammar
 * @typedef {{body: string, start: number, field: Field, negative: boolean, joined: boolean, strict: boolean}} Piece
 * @typedef {[code: string, reason: string, cure: string]} Problem
 */
(function (archive) {
  "use strict";

  var MAX_LENGTH = 1000;
  var MAX_TERMS = 32;
  var GAP = 20;
  var MAX_GAP = 200;
  var CLIP = 40;

  var SPACES =
    "\t\n\v\f\r \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000\ufeff";
  var BARS = "|｜";
  var SENTENCE = "，。、；：？！“”‘’《》〈〉（）〔〕【】「」『』［］｛｝＂．—;!?()[]\"";
  var INNER = ",.:";
  var WORD = /^[0-9A-Za-z]$/;
  /** @type {[string, Field][]} */
  var FIELDS = [["小标题:", "heading"], ["标题:", "title"], ["部分:", "part"]];
  /** @type {Record<string, string>} */
  var PLACES = { "": "", title: "标题中的", heading: "小标题中的", part: "" };

  /** A query or an index that cannot be answered from: `code`, a Chinese `message`, and what was understood. */
  class SearchError extends Error {
    /** @param {string} code @param {string} message @param {string} [query] @param {string} [understood] */
    constructor(code, message, query, understood) {
      super(message);
      this.name = "SearchError";
      this.code = code;
      this.query = query || "";
      this.understood = understood || "";
    }
  }

  /** @param {string} char @param {string} set */
  function isIn(char, set) {
    return char !== "" && set.indexOf(char) >= 0;
  }

  /** @param {string} text @param {number} at */
  function isBar(text, at) {
    return isIn(text.charAt(at), BARS) && !isIn(text.charAt(at - 1), BARS) && !isIn(text.charAt(at + 1), BARS);
  }

  /** @param {string} text @param {number} at */
  function ends(text, at) {
    return at >= text.length || isIn(text[at], SPACES) || isBar(text, at);
  }

  /** @param {string} text */
  function trim(text) {
    var start = 0;
    var end = text.length;
    while (start < end && isIn(text[start], SPACES)) start += 1;
    while (end > start && isIn(text[end - 1], SPACES)) end -= 1;
    return text.slice(start, end);
  }

  /** @param {string} text @returns {Piece[]} */
  function scan(text) {
    /** @type {Piece[]} */
    var pieces = [];
    var at = 0;
    var joined = false;
    while (at < text.length) {
      if (isIn(text[at], SPACES)) {
        at += 1;
      } else if (isBar(text, at)) {
        at += 1;
        joined = pieces.length > 0;
      } else {
        var found = readPiece(text, at, joined);
        pieces.push(found.piece);
        at = found.end;
        joined = false;
      }
    }
    return pieces;
  }

  /** @param {string} text @param {number} at @param {boolean} joined @returns {{piece: Piece, end: number}} */
  function readPiece(text, at, joined) {
    var afterSpace = at > 0 && isIn(text[at - 1], SPACES);
    var negative = text[at] === "-" && afterSpace && !joined && !ends(text, at + 1) && text[at + 1] !== "-";
    if (negative) at += 1;
    /** @type {Field} */
    var field = "";
    for (var i = 0; i < FIELDS.length && !field; i += 1) {
      if (!text.startsWith(FIELDS[i][0], at)) continue;
      field = FIELDS[i][1];
      at += FIELDS[i][0].length;
    }
    var close = text[at] === '"' ? text.indexOf('"', at + 1) : -1;
    if (close > at + 1 && ends(text, close + 1)) {
      var inner = text.slice(at + 1, close);
      return { piece: { body: inner, start: at + 1, field, negative, joined, strict: true }, end: close + 1 };
    }
    var end = at;
    while (!ends(text, end)) end += 1;
    return { piece: { body: text.slice(at, end), start: at, field, negative, joined, strict: false }, end };
  }

  /** The signs of a body that may be gaps. @param {string} body */
  function signs(body) {
    var pattern = /(…+|\*+)(?:\{([0-9]+)\})?/g;
    /** @type {RegExpExecArray[]} */
    var found = [];
    for (var match = pattern.exec(body); match; match = pattern.exec(body)) found.push(match);
    return found;
  }

  /** A whole sign between two characters that can be searched. @param {string} body @param {RegExpExecArray} sign @param {Grammar} grammar */
  function isGap(body, sign, grammar) {
    var whole = sign[1] === "…" || sign[1] === "……" || sign[1] === "*";
    var before = Array.from(body.slice(Math.max(sign.index - 2, 0), sign.index)).pop() || "";
    var after = Array.from(body.slice(sign.index + sign[0].length, sign.index + sign[0].length + 2))[0] || "";
    return whole && grammar.form(before) !== "" && grammar.form(after) !== "";
  }

  /** Whether the piece holds sentence punctuation: a sign of a sentence, or dots that are no gap. @param {string} text @param {Piece} piece @param {Grammar} grammar */
  function isSentence(text, piece, grammar) {
    if (piece.strict) return false;
    for (var i = 0; i < piece.body.length; i += 1) {
      var char = piece.body[i];
      var at = piece.start + i;
      if (isIn(char, SENTENCE)) return true;
      if (isIn(char, INNER) && !(WORD.test(text.charAt(at - 1)) && WORD.test(text.charAt(at + 1)))) return true;
    }
    return signs(piece.body).some((sign) => sign[1][0] === "…" && !isGap(piece.body, sign, grammar));
  }

  /** @param {Piece[]} pieces @returns {Piece[][]} */
  function clusters(pieces) {
    /** @type {Piece[][]} */
    var found = [];
    pieces.forEach(function (piece) {
      if (!piece.joined) found.push([piece]);
      else {
        var cluster = found[found.length - 1];
        cluster.push(Object.assign({}, piece, { field: piece.field || cluster[0].field }));
      }
    });
    return found;
  }

  /** @param {Piece} piece @param {Grammar} grammar */
  function gapsOf(piece, grammar) {
    return piece.strict ? [] : signs(piece.body).filter((sign) => isGap(piece.body, sign, grammar));
  }

  /** @param {RegExpExecArray} sign */
  function limit(sign) {
    return sign[2] ? Number(sign[2].slice(0, 6)) : GAP;
  }

  /** @param {Piece[]} cluster @param {Grammar} grammar @returns {Problem | null} */
  function clusterProblem(cluster, grammar) {
    if (cluster.some((piece) => piece.field === "part")) return partProblem(cluster, grammar);
    for (var piece of cluster) {
      var form = grammar.form(piece.body);
      if (piece.field && !form) {
        var name = piece.field === "title" ? "标题:" : "小标题:";
        return ["field", "“" + name + "”后面没有检索词", "请紧接着写出，如 " + name + "述职"];
      }
      if (piece.strict && Array.from(form).length < 2) {
        return ["strict", "半角引号里不足两个字", "严格检索至少要两个字，请补足或去掉引号"];
      }
      var bad = gapsOf(piece, grammar).map(limit).find((n) => n < 1 || n > MAX_GAP);
      if (bad !== undefined) {
        return ["gap", "间隔写成了 " + bad + " 字", "间隔须在 1 到 " + MAX_GAP + " 字之间"];
      }
    }
    return null;
  }

  /** @param {Piece[]} cluster @param {Grammar} grammar @returns {Problem | null} */
  function partProblem(cluster, grammar) {
    if (cluster[0].negative) return ["part", "“部分:”不能排除", "请去掉前面的减号"];
    if (cluster.some((piece) => piece.field !== "part")) {
      return ["part", "“部分:”不能与别的条件二选一", "请用空格隔开"];
    }
    var known = "可用的有：" + grammar.kinds.join("、");
    for (var piece of cluster) {
      if (!piece.body) return ["part", "“部分:”后面没有名称", known];
      if (grammar.kinds.indexOf(piece.body) < 0) return ["part", "没有“" + piece.body + "”这种部分", known];
    }
    return null;
  }

  /** @param {Query} query @param {number} parts @returns {Problem | null} */
  function queryProblem(query, parts) {
    var wanted = query.groups.some((group) => !group.negative);
    var count = query.groups.reduce((sum, group) => sum + group.options.length, 0);
    if (parts > 1) return ["part", "写了不止一个“部分:”", "几种部分任取其一时请写成 部分:甲|乙"];
    if (count > MAX_TERMS) return ["terms", "检索词超过 " + MAX_TERMS + " 个", "请减少空格隔开的词"];
    if (!wanted && query.groups.length) return ["negative", "只写了要排除的词", "请同时写出要找的词"];
    if (!wanted) return ["part", "只写了“部分:”", "请空一格写出要在其中检索的词，如 部分:存在问题 学习"];
    return null;
  }

  /** @param {Piece} piece @param {Grammar} grammar @returns {Term} */
  function makeTerm(piece, grammar) {
    var raw = piece.body;
    if (piece.strict) {
      return { raw, pieces: [grammar.form(raw)], gaps: [], field: piece.field, strict: raw.replace(/[\r\n]/g, "") };
    }
    var found = gapsOf(piece, grammar);
    var last = 0;
    var pieces = found.map(function (sign) {
      var part = grammar.form(raw.slice(last, sign.index));
      last = sign.index + sign[0].length;
      return part;
    });
    pieces.push(grammar.form(raw.slice(last)));
    return { raw, pieces, gaps: found.map(limit), field: piece.field, strict: "" };
  }

  /** @param {string} text @param {Piece[]} pieces @param {Grammar} grammar @returns {Query} */
  function assemble(text, pieces, grammar) {
    /** @type {Problem | null} */
    var problem = null;
    /** @type {Query} */
    var query = { text, groups: [], parts: [], pasted: false, understood: "" };
    var found = clusters(pieces);
    found.forEach(function (cluster) {
      var trouble = clusterProblem(cluster, grammar);
      if (trouble) problem = problem || trouble;
      else if (cluster[0].field === "part") {
        cluster.forEach((piece) => query.parts.indexOf(piece.body) < 0 && query.parts.push(piece.body));
      } else {
        var options = cluster.filter((piece) => grammar.form(piece.body)).map((piece) => makeTerm(piece, grammar));
        if (options.length) query.groups.push({ options, negative: cluster[0].negative });
      }
    });
    query.understood = describe(query);
    problem = problem || queryProblem(query, found.filter((cluster) => cluster[0].field === "part").length);
    if (problem) throw wrong(problem, text, query.understood);
    return query;
  }

  /** @param {Problem} problem @param {string} text @param {string} [understood] */
  function wrong(problem, text, understood) {
    return new SearchError(problem[0], problem[1] + "，" + problem[2] + "。", text, understood);
  }

  /** @param {string} text */
  function quote(text) {
    return "“" + clip(text) + "”";
  }

  /** @param {string} text */
  function clip(text) {
    var points = Array.from(text);
    return points.length <= CLIP ? text : points.slice(0, CLIP).join("") + "……";
  }

  /** @param {Term} term */
  function describeTerm(term) {
    var place = PLACES[term.field];
    if (term.strict) return place + quote(term.raw) + "（标点也算）";
    if (!term.gaps.length) return place + quote(term.raw);
    var rest = term.gaps.map((gap, i) => "后 " + gap + " 字内的" + quote(term.pieces[i + 1]));
    return place + quote(term.pieces[0]) + rest.join("");
  }

  /** @param {Group} group @param {boolean} alone */
  function describeGroup(group, alone) {
    var text = group.options.map(describeTerm).join("或");
    return alone || group.options.length === 1 ? text : "（" + text + "）";
  }

  /** Say in Chinese what will be searched; empty when nothing could be understood. @param {Query} query */
  function describe(query) {
    if (query.pasted) return "整句精确检索：" + clip(query.text);
    var wanted = query.groups.filter((group) => !group.negative);
    var excluded = query.groups.filter((group) => group.negative);
    var first = wanted.length ? wanted[0].options[0] : null;
    var single = first && query.groups.length === 1 && wanted[0].options.length === 1 && !query.parts.length;
    if (first && single && !first.field && !first.strict && !first.gaps.length) return "精确短语：" + clip(first.raw);
    var clauses = [];
    if (query.parts.length) clauses.push("只在" + query.parts.map(quote).join("或") + "部分");
    if (wanted.length === 1) clauses.push("含有" + describeGroup(wanted[0], true));
    if (wanted.length > 1) clauses.push("同时含有" + wanted.map((group) => describeGroup(group, false)).join("、"));
    if (excluded.length) clauses.push("不含" + excluded.map((group) => describeGroup(group, true)).join("、"));
    return clauses.join("；");
  }

  /**
   * Read a query; text with sentence punctuation, and any text when `whole`, is one exact phrase.
   * @param {string} text @param {Grammar} grammar @param {boolean} [whole] @returns {Query} or throws SearchError
   */
  function parse(text, grammar, whole) {
    var trimmed = trim(text);
    var size = Array.from(trimmed).length;
    if (!trimmed) throw wrong(["empty", "没有检索词", "请输入要检索的字、词或句子"], trimmed);
    if (size > MAX_LENGTH) {
      throw wrong(["long", "检索词有 " + size + " 字，超过 " + MAX_LENGTH + " 字", "请截取其中一段再检索"], trimmed);
    }
    if (!grammar.form(trimmed)) {
      throw wrong(["signs", "检索词里没有汉字、字母或数字", "标点和空格不单独检索，请输入文字"], trimmed);
    }
    var pieces = whole ? [] : scan(trimmed);
    if (!whole && !pieces.some((piece) => isSentence(trimmed, piece, grammar))) {
      return assemble(trimmed, pieces, grammar);
    }
    /** @type {Query} */
    var query = {
      text: trimmed,
      groups: [{
        options: [{ raw: trimmed, pieces: [grammar.form(trimmed)], gaps: [], field: "", strict: "" }],
        negative: false,
      }],
      parts: [],
      pasted: true,
      understood: "",
    };
    query.understood = describe(query);
    return query;
  }

  archive.SearchError = SearchError;
  archive.query = { parse, trim };
})((window.archive = window.archive || {}));
