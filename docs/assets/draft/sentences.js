/**
 * A draft's sentences and how much of each is shared.
 */
(function (archive) {
  "use strict";

  /** A sentence ends behind these and the closing marks that follow, or at a line end. */
  const SENTENCE = /[^。！？!?；;\n]*(?:[。！？!?；;]+[”’」』）)】]*|\n|$)/g;
  /** From these shares on a sentence is marked more strongly. */
  const LEVELS = [0.4, 0.8];

  /**
   * @param {string} text
   * @returns {[number, number][]} without gaps; none is empty
   */
  function cut(text) {
    /** @type {[number, number][]} */
    const out = [];
    let at = 0;
    for (const words of text.match(SENTENCE) || []) {
      if (words) out.push([at, at + words.length]);
      at += words.length;
    }
    return out;
  }

  /**
   * @param {string} text
   * @param {Mapped} mapped its search form with the way back
   * @param {{start: number, end: number}[]} marks in units, ascending, disjoint
   * @returns {DraftSentence[]}
   */
  function rated(text, mapped, marks) {
    let unit = 0;
    let mark = 0;
    return cut(text).map(([start, end]) => {
      const first = unit;
      let shared = 0;
      for (; unit < mapped.form.length && mapped.starts[unit] < end; unit++) {
        while (mark < marks.length && marks[mark].end <= unit) mark += 1;
        if (mark < marks.length && marks[mark].start <= unit) shared += 1;
      }
      const length = unit - first;
      const share = length ? shared / length : 0;
      return { start, end, length, shared, level: shared ? 1 + LEVELS.filter((least) => share >= least).length : 0 };
    });
  }

  archive.sentences = { cut, rated };
})((window.archive = window.archive || /** @type {Archive} */ ({})));
