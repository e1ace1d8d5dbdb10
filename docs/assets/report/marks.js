/**
 * From hits in the search form back to the page: which stretch of which text node belongs to which hit. No DOM here
 * beyond what a text node's string is, so that it can be tested without a browser.
 */
(function (archive) {
  "use strict";

  /**
   * The search form of several texts read one after another, and for each of its units where it came from.
   *
   * @param {string[]} texts in reading order
   * @param {(text: string) => string} form the index's own, one code point at a time
   * @returns {Woven}
   */
  function weave(texts, form) {
    /** @type {string[]} */
    const pieces = [];
    /** @type {number[]} */
    const at = [];
    /** @type {number[]} */
    const starts = [];
    /** @type {number[]} */
    const ends = [];
    /** @type {Map<string, string>} */
    const known = new Map();
    texts.forEach((text, number) => {
      let offset = 0;
      for (const character of text) {
        let reduced = known.get(character);
        if (reduced === undefined) known.set(character, (reduced = form(character)));
        for (let unit = 0; unit < reduced.length; unit++) {
          at.push(number);
          starts.push(offset);
          ends.push(offset + character.length);
        }
        pieces.push(reduced);
        offset += character.length;
      }
    });
    return { form: pieces.join(""), at, starts, ends };
  }

  /**
   * The stretches to mark. Where hits overlap, a stretch belongs to all of them; a stretch never crosses a text.
   * Punctuation between two characters of one hit is marked with it.
   *
   * @param {Woven} woven
   * @param {number[][]} spans [start, end) in the search form, one per hit, in order
   * @returns {Stretch[]} in reading order, disjoint
   */
  function stretches(woven, spans) {
    /** @type {Map<number, {cuts: Set<number>, parts: {from: number, to: number, hit: number}[]}>} */
    const texts = new Map();
    spans.forEach((span, number) => {
      for (let unit = span[0]; unit < span[1];) {
        const text = woven.at[unit];
        let last = unit;
        while (last + 1 < span[1] && woven.at[last + 1] === text) last += 1;
        const entry = texts.get(text) || { cuts: new Set(), parts: [] };
        entry.parts.push({ from: woven.starts[unit], to: woven.ends[last], hit: number + 1 });
        entry.cuts.add(woven.starts[unit]).add(woven.ends[last]);
        texts.set(text, entry);
        unit = last + 1;
      }
    });
    /** @type {Stretch[]} */
    const out = [];
    for (const text of Array.from(texts.keys()).sort((a, b) => a - b)) {
      const entry = /** @type {{cuts: Set<number>, parts: {from: number, to: number, hit: number}[]}} */ (texts.get(text));
      out.push(...divide(text, entry.parts, Array.from(entry.cuts).sort((a, b) => a - b)));
    }
    return out;
  }

  /**
   * @param {number} text
   * @param {{from: number, to: number, hit: number}[]} parts ascending by start
   * @param {number[]} cuts ascending
   * @returns {Stretch[]}
   */
  function divide(text, parts, cuts) {
    /** @type {Stretch[]} */
    const out = [];
    /** @type {typeof parts} */
    let open = [];
    let next = 0;
    const sorted = parts.slice().sort((a, b) => a.from - b.from || a.hit - b.hit);
    for (let at = 0; at + 1 < cuts.length; at++) {
      open = open.filter((part) => part.to > cuts[at]);
      while (next < sorted.length && sorted[next].from <= cuts[at]) open.push(sorted[next++]);
      if (open.length) out.push({ text, start: cuts[at], end: cuts[at + 1], hits: open.map((part) => part.hit).sort((a, b) => a - b) });
    }
    return out;
  }

  archive.marks = { weave, stretches };
})((window.archive = window.archive || /** @type {Archive} */ ({})));
