/**
 * Where a run of characters occurs, exactly, for as few bytes as possible: pairs of neighbours, the rarest first, only
 * the blocks that can still matter; and as soon as reading what is left would cost less than more lists, the reports.
 */
(function (archive) {
  "use strict";

  const sorted = archive.sorted;
  /** Text is read only when it costs less than so many lists: one more list may leave far fewer reports to read. */
  const PATIENCE = 3;

  /**
   * @param {Store} store
   * @param {ArrayLike<number>} places ascending
   * @param {number} most
   * @returns {number[]} the reports that the places stand in, ascending; cut off after `most` + 1
   */
  function reportsOf(store, places, most) {
    const out = [];
    for (let at = 0; at < places.length && out.length <= most; ) {
      const report = sorted.lower(store.starts, places[at] + 1) - 1;
      out.push(report);
      at = sorted.gallop(places, store.starts[report + 1], at);
    }
    return out;
  }

  /**
   * @param {Store} store
   * @param {Uint32Array} places
   * @param {ArrayLike<number> | null} reports ascending; null: all
   * @returns {Uint32Array} the places in these reports
   */
  function within(store, places, reports) {
    if (!reports) return places;
    /** @type {Uint32Array[]} */
    const pieces = [];
    for (let i = 0, at = 0; i < reports.length; i++) {
      const from = sorted.gallop(places, store.starts[reports[i]], at);
      at = sorted.gallop(places, store.starts[reports[i] + 1], from);
      if (at > from) pieces.push(places.subarray(from, at));
    }
    return sorted.joined(pieces);
  }

  /**
   * The rows of a list that can hold a place of interest: all, or those of its blocks that known places or reports touch.
   *
   * @param {Store} store
   * @param {Zone} zone
   * @param {number} key
   * @param {Known} known
   * @param {number} shift of the pair in the phrase
   * @returns {number[]}
   */
  function needed(store, zone, key, known, shift) {
    const directory = store.zones[zone];
    const rows = directory.rows(key);
    const { places, reports } = known;
    if (rows.length < 2 || (!places && !reports)) return rows;
    return rows.filter((row, at) => {
      const begin = directory.positions[row];
      const end = at + 1 < rows.length ? directory.positions[rows[at + 1]] : Infinity;
      if (places) {
        const next = sorted.lower(places, begin - shift);
        return next < places.length && places[next] + shift < end;
      }
      const list = /** @type {ArrayLike<number>} */ (reports);
      let low = 0;
      for (let high = list.length; low < high; ) {
        const middle = (low + high) >>> 1;
        if (store.starts[list[middle] + 1] <= begin) low = middle + 1;
        else high = middle;
      }
      return low < list.length && store.starts[list[low]] < end;
    });
  }

  /**
   * The cheapest pairs that cover what is not yet covered.
   *
   * @param {Uint8Array} covered 1 for each unit that is known to be right
   * @param {number[]} costs of the pair that begins at each unit
   * @returns {{pairs: number[], cost: number}}
   */
  function cover(covered, costs) {
    const size = covered.length;
    const best = new Array(size + 2).fill(Infinity);
    /** @type {[number, number][]} */
    const back = new Array(size + 2);
    best[0] = 0;
    /** @type {(to: number, from: number, pair: number) => void} */
    const step = (to, from, pair) => {
      const cost = best[from] + (pair < 0 ? 0 : costs[pair]);
      if (cost < best[to]) [best[to], back[to]] = [cost, [from, pair]];
    };
    for (let at = 0; at < size; at++) {
      if (covered[at]) step(at + 1, at, -1);
      if (at + 1 < size) step(at + 2, at, at);
      if (at > 0) step(at + 1, at, at - 1);
    }
    const pairs = [];
    for (let at = size; at > 0; at = back[at][0]) if (back[at][1] >= 0) pairs.push(back[at][1]);
    return { pairs, cost: best[size] };
  }

  /**
   * @param {Store} store
   * @param {Zone} zone
   * @param {string} form
   * @returns {number} about how many bytes its shortest list has; 0: it does not occur
   */
  function rarity(store, zone, form) {
    const directory = store.zones[zone];
    if (form.length === 1) return directory.cost(ofUnit(directory, form));
    return Math.min(...keysOf(form).map((key) => directory.size(key)));
  }

  /**
   * @param {Directory} directory
   * @param {string} form
   * @returns {number[]} the rows that hold the terms of a single unit
   */
  function ofUnit(directory, form) {
    return directory.between(form.charCodeAt(0) * 65536, (form.charCodeAt(0) + 1) * 65536);
  }

  /**
   * @param {string} form
   * @returns {number[]} the terms of a phrase
   */
  function keysOf(form) {
    return Array.from({ length: form.length - 1 }, (_, at) => form.charCodeAt(at) * 65536 + form.charCodeAt(at + 1));
  }

  /**
   * Every place where a phrase begins.
   *
   * @param {Store} store
   * @param {Zone} zone
   * @param {string} form in search form, not empty
   * @param {Known} known
   * @param {Job} job
   * @returns {Promise<Uint32Array>} ascending
   */
  async function phrase(store, zone, form, known, job) {
    if (known.reports && !known.reports.length) return new Uint32Array(0);
    if (form.length === 1) return single(store, zone, form, known, job);
    const keys = keysOf(form);
    const directory = store.zones[zone];
    const sizes = keys.map((key) => directory.size(key));
    if (sizes.some((size) => !size)) return new Uint32Array(0);
    const covered = new Uint8Array(form.length);
    let places = known.places || null;
    for (;;) {
      const now = { places, reports: known.reports };
      const costs = keys.map((key, at) => sizes[at] / 4096 +
        directory.cost(needed(store, zone, key, now, at).filter((row) => !store.has(zone, row))));
      const plan = cover(covered, costs);
      if (!plan.pairs.length) return places || new Uint32Array(0);
      const other = places || known.reports ? archive.texts.rescue(store, zone, now) : null;
      const pair = next(plan.pairs, costs, sizes, places);
      if (other && other.cost <= Math.min(plan.cost, PATIENCE * costs[pair])) return other.take(form, job);
      if (!places && plan.pairs.length > 1) ahead(store, zone, keys, { known, sizes, pairs: plan.pairs, first: pair }, job);
      const list = await store.positions(zone, keys[pair], needed(store, zone, keys[pair], now, pair), job);
      places = places ? sorted.meet(places, list, pair) : within(store, sorted.moved(list, pair), known.reports);
      if (!places.length) return places;
      covered[pair] = covered[pair + 1] = 1;
    }
  }

  /**
   * Which of the chosen pairs to fetch first: what is nearly free, else the shortest list, which excludes most.
   *
   * @param {number[]} pairs
   * @param {number[]} costs
   * @param {number[]} sizes
   * @param {Uint32Array | null} places
   * @returns {number}
   */
  function next(pairs, costs, sizes, places) {
    const weight = (/** @type {number} */ pair) => (places ? costs[pair] : sizes[pair]);
    return pairs.reduce((best, pair) => (weight(pair) < weight(best) ? pair : best));
  }

  /**
   * Begin to fetch the second shortest list beside the first: it is nearly always asked for next.
   *
   * @param {Store} store
   * @param {Zone} zone
   * @param {number[]} keys
   * @param {{known: Known, sizes: number[], pairs: number[], first: number}} plan
   * @param {Job} job
   */
  function ahead(store, zone, keys, plan, job) {
    const pair = next(plan.pairs.filter((one) => one !== plan.first), plan.sizes, plan.sizes, null);
    const rows = needed(store, zone, keys[pair], plan.known, pair);
    if (rows.length > store.zones[zone].runs.length) return; // blocks are chosen when places are known
    store.positions(zone, keys[pair], rows, job).catch(() => undefined); // whoever asks for it is told
  }

  /**
   * A single unit: the union of all lists that begin with it, or the few reports themselves.
   *
   * @param {Store} store
   * @param {Zone} zone
   * @param {string} form
   * @param {Known} known
   * @param {Job} job
   * @returns {Promise<Uint32Array>}
   */
  async function single(store, zone, form, known, job) {
    const directory = store.zones[zone];
    const cost = directory.cost(ofUnit(directory, form).filter((row) => !store.has(zone, row)));
    const other = known.places || known.reports ? archive.texts.rescue(store, zone, known) : null;
    if (other && other.cost <= cost) return other.take(form, job);
    const places = within(store, await store.prefix(zone, form.charCodeAt(0), job), known.reports);
    return known.places ? sorted.meet(known.places, places, 0) : places;
  }

  archive.phrase = { find: phrase, reportsOf, within, rarity, cover };
})((window.archive = window.archive || /** @type {Archive} */ ({})));
