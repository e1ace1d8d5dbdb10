/**
 * The suffixes of a text in order, and how long neighbours agree: what finding common stretches rests on. Prefix
 * doubling with counting sort (Larsson and Sadakane's idea without their refinement) and Kasai's walk; both take about
 * the same time for any text, also for one that repeats itself.
 */
(function (archive) {
  "use strict";

  /**
   * @param {string} text
   * @returns {{order: Int32Array, ranks: Int32Array}} the suffixes in ascending order, and each one's place in it
   */
  function sorted(text) {
    const size = text.length;
    let order = new Int32Array(size);
    let spare = new Int32Array(size);
    let ranks = new Int32Array(size);
    let next = new Int32Array(size);
    const counts = new Int32Array(Math.max(size, 0x10000) + 1);
    for (let at = 0; at < size; at++) counts[(ranks[at] = text.charCodeAt(at)) + 1] += 1;
    for (let at = 1; at < counts.length; at++) counts[at] += counts[at - 1];
    for (let at = 0; at < size; at++) order[counts[ranks[at]]++] = at;
    for (let step = 0, different = 0; different < size; step = step ? step * 2 : 1) {
      if (step) {
        let to = 0;
        for (let at = size - step; at < size; at++) spare[to++] = at; // the shortest have nothing behind: first
        for (let at = 0; at < size; at++) if (order[at] >= step) spare[to++] = order[at] - step;
        counts.fill(0, 0, size + 1);
        for (let at = 0; at < size; at++) counts[ranks[at] + 1] += 1;
        for (let at = 1; at <= size; at++) counts[at] += counts[at - 1];
        for (let at = 0; at < size; at++) order[counts[ranks[spare[at]]]++] = spare[at];
      }
      different = 0;
      for (let at = 0; at < size; at++) {
        if (at && !alike(ranks, order[at - 1], order[at], step)) different += 1;
        next[order[at]] = different;
      }
      different += 1;
      [ranks, next] = [next, ranks];
    }
    return { order, ranks };
  }

  /**
   * @param {Int32Array} ranks by as many characters as `step`
   * @param {number} one
   * @param {number} other
   * @param {number} step
   * @returns {boolean} whether two suffixes agree for twice as many
   */
  function alike(ranks, one, other, step) {
    if (ranks[one] !== ranks[other]) return false;
    if (!step) return true;
    const first = one + step < ranks.length ? ranks[one + step] : -1;
    return first === (other + step < ranks.length ? ranks[other + step] : -1);
  }

  /**
   * @param {string} text
   * @param {{order: Int32Array, ranks: Int32Array}} suffixes
   * @returns {Int32Array} how many characters the suffix at each place of the order shares with the one before it
   */
  function agreeing(text, suffixes) {
    const { order, ranks } = suffixes;
    const out = new Int32Array(text.length);
    let long = 0;
    for (let at = 0; at < text.length; at++) {
      if (!ranks[at]) {
        long = 0;
        continue;
      }
      const before = order[ranks[at] - 1];
      while (at + long < text.length && before + long < text.length && text.charCodeAt(at + long) === text.charCodeAt(before + long)) long += 1;
      out[ranks[at]] = long;
      if (long) long -= 1;
    }
    return out;
  }

  archive.suffixes = { sorted, agreeing };
})((window.archive = window.archive || /** @type {Archive} */ ({})));
