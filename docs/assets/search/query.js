/**
 * What a reader typed, as a tree: the twin of scripts/archive/search/query.py and wording.py, held to one answer
 * by tests/cases/query. Text with sentence punctuation is one exact phrase; only otherwise do signs act, each as a
 * whole sign in its place. Lengths count characters (code points); pieces are in the search form.
 */
(function (archive) {
  "use strict";

  const MAX_LENGTH = 1000;
  const MAX_TERMS = 32;
  const GAP = 20;
  const MAX_GAP = 200;

  const SPACES =
    "\t\n\v\f\r \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000\ufeff";
  const BARS = "|｜";
  const MINUSES = "-－﹣–−—";
  const COLONS = ":：";
  const SENTENCE = "，。、；：？！“”‘’《》〈〉（）〔〕【】「」『』［］｛｝＂．—;!?()[]\"";
  const INNER = ",.:";
  const WORD = /^[0-9A-Za-z]$/;
  /** @type {[string, Field][]} */
  const FIELDS = [["小标题", "heading"], ["标题", "title"], ["部分", "part"]];

  /** @param {string} char @param {string} set */
  function isIn(char, set) {
    return char !== "" && set.indexOf(char) >= 0;
  }

  /** How long the bar is that begins here: one or two; a longer row is text. @param {string} text @param {number} at */
  function bar(text, at) {
    if (isIn(text.charAt(at - 1), BARS)) return 0;
    let end = at;
    while (isIn(text.charAt(end), BARS)) end += 1;
    return end - at <= 2 ? end - at : 0;
  }

  /** @param {string} text @param {number} at */
  function ends(text, at) {
    return at >= text.length || isIn(text[at], SPACES) || bar(text, at) > 0;
  }

  /** @param {string} text */
  function trim(text) {
    let start = 0;
    let end = text.length;
    while (start < end && isIn(text[start], SPACES)) start += 1;
    while (end > start && isIn(text[end - 1], SPACES)) end -= 1;
    return text.slice(start, end);
  }

  /** @param {string} text @returns {Piece[]} */
  function scan(text) {
    /** @type {Piece[]} */
    const pieces = [];
    let at = 0;
    let joined = false;
    while (at < text.length) {
      if (isIn(text[at], SPACES)) {
        at += 1;
      } else if (bar(text, at)) {
        at += bar(text, at);
        joined = pieces.length > 0;
      } else {
        const found = readPiece(text, at, joined);
        pieces.push(found.piece);
        at = found.end;
        joined = false;
      }
    }
    return pieces;
  }

  /** @param {string} text @param {number} at @param {boolean} joined @returns {{piece: Piece, end: number}} */
  function readPiece(text, at, joined) {
    const afterSpace = at > 0 && isIn(text[at - 1], SPACES);
    const negative = isIn(text[at], MINUSES) && afterSpace && !joined && !ends(text, at + 1) && !isIn(text[at + 1], MINUSES);
    if (negative) at += 1;
    const named = FIELDS.find(([name]) => text.startsWith(name, at) && isIn(text.charAt(at + name.length), COLONS));
    const field = named ? named[1] : "";
    if (named) at += named[0].length + 1;
    const close = text[at] === '"' ? text.indexOf('"', at + 1) : -1;
    if (close > at + 1 && ends(text, close + 1)) {
      const inner = text.slice(at + 1, close);
      return { piece: { body: inner, start: at + 1, field, negative, joined, strict: true }, end: close + 1 };
    }
    let end = at;
    while (!ends(text, end)) end += 1;
    return { piece: { body: text.slice(at, end), start: at, field, negative, joined, strict: false }, end };
  }

  /** The signs of a body that may be gaps. @param {string} body */
  function signs(body) {
    const pattern = /(…+|[*＊]+|\.{3,}|。{3,})(?:\{([0-9]+)\})?/g;
    /** @type {RegExpExecArray[]} */
    const found = [];
    for (let match = pattern.exec(body); match; match = pattern.exec(body)) found.push(match);
    return found;
  }

  /** A whole sign between two characters that can be searched. @param {string} body @param {RegExpExecArray} sign @param {Grammar} grammar */
  function isGap(body, sign, grammar) {
    const whole = /^(…{1,2}|[*＊]|((\.|。){3}){1,2})$/.test(sign[1]);
    const before = Array.from(body.slice(Math.max(sign.index - 2, 0), sign.index)).pop() || "";
    const after = Array.from(body.slice(sign.index + sign[0].length, sign.index + sign[0].length + 2))[0] || "";
    return whole && grammar.form(before) !== "" && grammar.form(after) !== "";
  }

  /** Whether the piece holds sentence punctuation: a sign of a sentence, or dots that are no gap. @param {string} text @param {Piece} piece @param {Grammar} grammar */
  function isSentence(text, piece, grammar) {
    if (piece.strict) return false;
    let body = piece.body;
    for (const { 0: sign, index } of gapsOf(piece, grammar)) body = body.slice(0, index) + " ".repeat(sign.length) + body.slice(index + sign.length);
    return body.split("").some((char, i) => {
      const at = piece.start + i;
      return isIn(char, SENTENCE + "…") || (isIn(char, INNER) && !(WORD.test(text.charAt(at - 1)) && WORD.test(text.charAt(at + 1))));
    });
  }

  /** @param {Piece[]} pieces @returns {Piece[][]} */
  function clusters(pieces) {
    /** @type {Piece[][]} */
    const found = [];
    pieces.forEach(function (piece) {
      if (!piece.joined) found.push([piece]);
      else {
        const cluster = found[found.length - 1];
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
    for (const piece of cluster) {
      const form = grammar.form(piece.body);
      if (piece.field && !form) {
        const name = piece.field === "title" ? "标题:" : "小标题:";
        return ["field", "“" + name + "”后面没有检索词", "请紧接着写出，如 " + name + "述职"];
      }
      if (piece.strict && Array.from(form).length < 2) {
        return ["strict", "半角引号里不足两个字", "严格检索至少要两个字，请补足或去掉引号"];
      }
      const bad = gapsOf(piece, grammar).map(limit).find((n) => n < 1 || n > MAX_GAP);
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
    const known = "可用的有：" + grammar.kinds.join("、");
    for (const piece of cluster) {
      if (!piece.body) return ["part", "“部分:”后面没有名称", known];
      if (grammar.kinds.indexOf(piece.body) < 0) return ["part", "没有“" + piece.body + "”这种部分", known];
    }
    return null;
  }

  /** @param {Query} query @param {number} parts @returns {Problem | null} */
  function queryProblem(query, parts) {
    const wanted = query.groups.some((group) => !group.negative);
    const count = query.groups.reduce((sum, group) => sum + group.options.length, 0);
    if (parts > 1) return ["part", "写了不止一个“部分:”", "几种部分任取其一时请写成 部分:甲|乙"];
    if (count > MAX_TERMS) return ["terms", "检索词超过 " + MAX_TERMS + " 个", "请减少空格隔开的词"];
    if (!wanted && query.groups.length) return ["negative", "只写了要排除的词", "请同时写出要找的词"];
    if (parts && query.groups.every((group) => group.negative || group.options.every((term) => term.field === "title"))) {
      return ["part", "没有要在这一部分里检索的词", "请空一格写出，如 部分:存在问题 学习"];
    }
    return null;
  }

  /** @param {Piece} piece @param {Grammar} grammar @returns {Term} */
  function makeTerm(piece, grammar) {
    const raw = piece.body;
    if (piece.strict) {
      return { raw, pieces: [grammar.form(raw)], gaps: [], field: piece.field, strict: raw.replace(/[\r\n]/g, ""), figures: "" };
    }
    const found = gapsOf(piece, grammar);
    let last = 0;
    const pieces = found.map(function (sign) {
      const part = grammar.form(raw.slice(last, sign.index));
      last = sign.index + sign[0].length;
      return part;
    });
    pieces.push(grammar.form(raw.slice(last)));
    return { raw, pieces, gaps: found.map(limit), field: piece.field, strict: "", figures: found.length ? "" : said(figures(raw)) };
  }

  /** The figures of a text that have a sign within or behind: the twin of scripts/archive/search/figures.py. @param {string} text @returns {Figure[]} */
  function figures(text) {
    const pattern = /([0-9]+(?:,[0-9]{3}(?![0-9]))*(?:\.[0-9]+)*)([%‰]?)/g;
    const narrow = text.replace(/[０-９．％]/g, (sign) => String.fromCharCode(sign.charCodeAt(0) - 0xfee0));
    /** @type {Figure[]} */
    const found = [];
    for (let match = pattern.exec(narrow); match; match = pattern.exec(narrow)) {
      if (/[^0-9]/.test(match[0])) found.push({ start: match.index, end: pattern.lastIndex, said: " " + match[1] + " " + match[2] });
    }
    return found;
  }

  /** @param {Figure[]} found */
  function said(found) {
    return found.map((figure) => figure.said).join("");
  }

  /** @param {string} text @param {Piece[]} pieces @param {Grammar} grammar @returns {Query} */
  function assemble(text, pieces, grammar) {
    /** @type {Problem | null} */
    let problem = null;
    /** @type {Query} */
    const query = { text, groups: [], parts: [], pasted: false, understood: "" };
    const found = clusters(pieces);
    found.forEach(function (cluster) {
      const trouble = clusterProblem(cluster, grammar);
      if (trouble) problem = problem || trouble;
      else if (cluster[0].field === "part") {
        cluster.forEach((piece) => query.parts.indexOf(piece.body) < 0 && query.parts.push(piece.body));
      } else {
        const options = cluster.filter((piece) => grammar.form(piece.body)).map((piece) => makeTerm(piece, grammar));
        if (options.length) query.groups.push({ options, negative: cluster[0].negative });
      }
    });
    query.understood = archive.wording.describe(query);
    problem = problem || queryProblem(query, found.filter((cluster) => cluster[0].field === "part").length);
    if (problem) throw wrong(problem, text, query.understood);
    return query;
  }

  /** @param {Problem} problem @param {string} text @param {string} [understood] */
  function wrong(problem, text, understood) {
    return new archive.SearchError("query", problem[1] + "，" + problem[2] + "。", { detail: problem[0], query: text, understood });
  }

  /**
   * Read a query; text with sentence punctuation, and any text when `whole`, is one exact phrase.
   * @param {string} text @param {Grammar} grammar @param {boolean} [whole] @returns {Query} or throws SearchError
   */
  function parse(text, grammar, whole) {
    const trimmed = trim(text);
    const size = Array.from(trimmed).length;
    if (!trimmed) throw wrong(["empty", "没有检索词", "请输入要检索的字、词或句子"], trimmed);
    if (size > MAX_LENGTH) {
      throw wrong(["long", "检索词有 " + size + " 字，超过 " + MAX_LENGTH + " 字", "请截取其中一段再检索"], trimmed);
    }
    if (!grammar.form(trimmed)) {
      throw wrong(["signs", "检索词里没有汉字、字母或数字", "标点和空格不单独检索，请输入文字"], trimmed);
    }
    const pieces = whole ? [] : scan(trimmed);
    if (!whole && !pieces.some((piece) => isSentence(trimmed, piece, grammar))) {
      return assemble(trimmed, pieces, grammar);
    }
    /** @type {Query} */
    const query = {
      text: trimmed,
      groups: [{
        options: [{ raw: trimmed, pieces: [grammar.form(trimmed)], gaps: [], field: "", strict: "", figures: said(figures(trimmed)) }],
        negative: false,
      }],
      parts: [],
      pasted: true,
      understood: "",
    };
    query.understood = archive.wording.describe(query);
    return query;
  }

  archive.query = { parse, trim, figures, said };
})((window.archive = window.archive || /** @type {Archive} */ ({})));
