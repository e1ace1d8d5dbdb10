/**
 * How a query was understood, as one Chinese sentence: the twin of scripts/archive/search/wording.py.
 */
(function (archive) {
  "use strict";

  const CLIP = 40;
  /** @type {Record<string, string>} */
  const PLACES = { "": "", title: "标题中的", heading: "小标题中的", part: "" };

  const FIELD_LIKE = /^(?:小?标题|部分)[：:]/;
  const FIELD_HINT = "（若要限定范围，请不要再写其他标点）";

  /** @param {string} text */
  function quote(text) {
    return "“" + clip(text) + "”";
  }

  /** @param {string} text */
  function clip(text) {
    const points = Array.from(text);
    return points.length <= CLIP ? text : points.slice(0, CLIP).join("") + "……";
  }

  /** @param {Term} term */
  function describeTerm(term) {
    const place = PLACES[term.field];
    if (!term.gaps.length) return place + quote(term.raw) + note(term);
    const rest = term.gaps.map((gap, i) => "后 " + gap + " 字内的" + quote(term.pieces[i + 1]));
    return place + quote(term.pieces[0]) + rest.join("") + note(term);
  }

  /** Whether signs count, and where digits at an edge may belong to longer figures. @param {Term} term */
  function note(term) {
    if (term.strict) return "（标点也算）";
    if (term.figures) return "（数字照原样）";
    return term.pieces.some((piece) => /^[0-9]|[0-9]$/.test(piece)) ? "（连着别的数字的也算）" : "";
  }

  /** @param {Group} group @param {boolean} alone */
  function describeGroup(group, alone) {
    const text = group.options.map(describeTerm).join("或");
    return alone || group.options.length === 1 ? text : "（" + text + "）";
  }

  /** Say in Chinese what will be searched; empty when nothing could be understood. @param {Query} query */
  function describe(query) {
    if (query.pasted) return "整句精确检索：" + clip(query.text) + note(query.groups[0].options[0]) + (FIELD_LIKE.test(query.text) ? FIELD_HINT : "");
    const wanted = query.groups.filter((group) => !group.negative);
    const excluded = query.groups.filter((group) => group.negative);
    const first = wanted.length ? wanted[0].options[0] : null;
    const single = first && query.groups.length === 1 && wanted[0].options.length === 1 && !query.parts.length;
    if (first && single && !first.field && !first.strict && !first.gaps.length) return "精确短语：" + clip(first.raw) + note(first);
    const clauses = [];
    if (query.parts.length) clauses.push("只在" + query.parts.map(quote).join("或") + "部分");
    if (wanted.length === 1) clauses.push("含有" + describeGroup(wanted[0], true));
    if (wanted.length > 1) clauses.push("同时含有" + wanted.map((group) => describeGroup(group, false)).join("、"));
    if (excluded.length) clauses.push("不含" + excluded.map((group) => describeGroup(group, true)).join("、"));
    return clauses.join("；");
  }

  archive.wording = { describe };
})((window.archive = window.archive || /** @type {Archive} */ ({})));
