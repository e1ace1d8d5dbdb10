/**
 * Ascending lists of positions: search in them, intersect them, join them.
 */
(function (archive) {
  "use strict";

  /**
   * @param {ArrayLike<number>} list ascending
   * @param {number} value
   * @param {number} [from] where to begin
   * @returns {number} the first place whose number is not below the value
   */
  function lower(list, value, from) {
    let low = from || 0;
    let high = list.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (list[middle] < value) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /**
   * The first place from `from` on whose number is not below the value, found by doubling steps: near ones are cheap.
   *
   * @param {ArrayLike<number>} list ascending
   * @param {number} value
   * @param {number} from
   * @returns {number}
   */
  function gallop(list, value, from) {
    let step = 1;
    let low = from;
    let high = from;
    while (high < list.length && list[high] < value) {
      low = high + 1;
      high += step;
      step *= 2;
    }
    if (high > list.length) high = list.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (list[middle] < value) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /**
   * Those of `places` for which `place + shift` is in `list`.
   *
   * @param {Uint32Array} places ascending
   * @param {Uint32Array} list ascending
   * @param {number} shift
   * @returns {Uint32Array}
   */
  function meet(places, list, shift) {
    const out = new Uint32Array(Math.min(places.length, list.length));
    let size = 0;
    if (places.length <= list.length) {
      for (let i = 0, at = 0; i < places.length && at < list.length; i++) {
        at = gallop(list, places[i] + shift, at);
        if (at < list.length && list[at] === places[i] + shift) out[size++] = places[i];
      }
    } else {
      for (let i = 0, at = 0; i < list.length && at < places.length; i++) {
        at = gallop(places, list[i] - shift, at);
        if (at < places.length && places[at] === list[i] - shift) out[size++] = places[at];
      }
    }
    return out.slice(0, size);
  }

  /**
   * @param {Uint32Array} list ascending
   * @param {number} shift
   * @returns {Uint32Array} each number less the shift; those below the shift are left out
   */
  function moved(list, shift) {
    return shift ? list.subarray(lower(list, shift)).map((value) => value - shift) : list;
  }

  /**
   * @param {Uint32Array[]} lists
   * @returns {Uint32Array} all their numbers in the order given
   */
  function joined(lists) {
    if (lists.length === 1) return lists[0];
    const out = new Uint32Array(lists.reduce((sum, list) => sum + list.length, 0));
    let at = 0;
    for (const list of lists) {
      out.set(list, at);
      at += list.length;
    }
    return out;
  }

  /**
   * @param {Uint32Array[]} lists
   * @returns {Uint32Array} each number once, ascending
   */
  function union(lists) {
    const all = joined(lists);
    return lists.length < 2 ? all : unique(all.sort());
  }

  /**
   * @param {Uint32Array} list ascending
   * @returns {Uint32Array} without repetitions
   */
  function unique(list) {
    return list.filter((value, at) => !at || value !== list[at - 1]);
  }

  archive.sorted = { lower, gallop, meet, moved, joined, union, unique };
})((window.archive = window.archive || /** @type {Archive} */ ({})));
