/**
 * What two texts have in common, word for word: all longest stretches of at least n characters of one text that stand in
 * the other, and where they stand there. Texts are search forms, so that punctuation, spacing and script do not count.
 * A character is shared when any stretch of n characters that holds it stands in the other text.
 */
(function (archive) {
  "use strict";

  /** Of a stretch that stands in many places so many are kept. */
  const MOST_PLACES = 50;

  /** Two texts side by side; asked for several n, the work is done once. */
  class Pair {
    /**
     * @param {string} left in search form, which never holds U+0000
     * @param {string} right
     */
    constructor(left, right) {
      const text = left + "\0" + right;
      this.sides = [{ from: 0, size: left.length }, { from: left.length + 1, size: right.length }];
      this.suffixes = archive.suffixes.sorted(text);
      this.agreeing = archive.suffixes.agreeing(text, this.suffixes);
      this.longest = this.sides.map((_, side) => this.matches(side));
    }

    /**
     * @param {number} side 0 or 1
     * @returns {Int32Array} for each place of this side, how long the text from there on stands in the other
     */
    matches(side) {
      const { order } = this.suffixes;
      const { from, size } = this.sides[side];
      const out = new Int32Array(size);
      const walk = (/** @type {number} */ first, /** @type {number} */ by) => {
        let shared = 0; // with the last suffix of the other side that was met
        for (let at = first; at >= 0 && at < order.length; at += by) {
          const place = order[at] - from;
          if (at !== first) shared = Math.min(shared, this.agreeing[by > 0 ? at : at + 1]);
          if (place >= 0 && place < size) out[place] = Math.max(out[place], shared);
          else if (order[at] !== this.sides[0].size) shared = order.length;
          else shared = 0;
        }
      };
      walk(0, 1);
      walk(order.length - 1, -1);
      return out;
    }

    /**
     * The longest stretches of one side, in the order of the text; they may overlap, none lies inside another.
     *
     * @param {number} side 0 or 1
     * @param {number} least how long, in characters
     * @returns {SharedRun[]}
     */
    runs(side, least) {
      const longest = this.longest[side];
      /** @type {SharedRun[]} */
      const out = [];
      for (let at = 0, end = 0; at < longest.length; at++) {
        if (at + longest[at] > end && longest[at] >= least) out.push({ start: at, end: at + longest[at], places: this.places(side, at, longest[at]) });
        end = Math.max(end, at + longest[at]);
      }
      return out;
    }

    /**
     * @param {number} side
     * @param {number} start
     * @param {number} size
     * @returns {number[]} where the stretch stands in the other text, ascending
     */
    places(side, start, size) {
      const { order, ranks } = this.suffixes;
      const other = this.sides[1 - side];
      const rank = ranks[this.sides[side].from + start];
      /** @type {number[]} */
      const out = [];
      const take = (/** @type {number} */ at) => {
        const place = order[at] - other.from;
        if (place >= 0 && place < other.size) out.push(place);
      };
      for (let at = rank; at > 0 && this.agreeing[at] >= size && out.length < MOST_PLACES; at--) take(at - 1);
      for (let at = rank + 1; at < order.length && this.agreeing[at] >= size && out.length < MOST_PLACES; at++) take(at);
      return out.sort((one, two) => one - two);
    }
  }

  /**
   * @param {{start: number, end: number}[]} runs ascending by start and by end
   * @returns {number} how many characters they cover together
   */
  function covered(runs) {
    let sum = 0;
    let end = 0;
    for (const run of runs) {
      sum += run.end - Math.max(run.start, Math.min(end, run.end));
      end = Math.max(end, run.end);
    }
    return sum;
  }

  /**
   * Cut a stretch of text wherever a run begins or ends.
   *
   * @param {[number, number]} span half-open
   * @param {{start: number, end: number}[]} runs ascending by start and by end
   * @param {number[]} [cuts] further places to cut at
   * @returns {CutPiece[]} in order, without gaps; `runs` are the numbers of those that cover the piece
   */
  function pieces(span, runs, cuts) {
    const [start, end] = span;
    const touching = runs.map((run, at) => ({ run, at })).filter(({ run }) => run.start < end && run.end > start);
    const borders = new Set([start, end]);
    for (const { run } of touching) borders.add(Math.max(run.start, start)).add(Math.min(run.end, end));
    for (const cut of cuts || []) if (cut > start && cut < end) borders.add(cut);
    const places = Array.from(borders).sort((one, two) => one - two);
    return places.slice(1).map((to, at) => {
      const from = places[at];
      return { start: from, end: to, runs: touching.filter(({ run }) => run.start <= from && run.end >= to).map((one) => one.at) };
    });
  }

  archive.stretches = { Pair, covered, pieces };
})((window.archive = window.archive || /** @type {Archive} */ ({})));
