/**
 * Where a run of characters occurs, exactly, for as few bytes as possible: pairs of neighbours, the rarest first, only
 * the blocks that can still matter; and as soon as reading what is left would cost less than more lists, the reports.
 */
(function (archive) {
  "use strict";

  const sorted = archive.sorted;
  /** Beyond so many reports, lists are always the cheaper way. */
  const MOST_READ = 80;
  /** Gzipped bytes, about: of one unit of text, of one file's frame, of the card and structure files. */
  const UNIT = 1.5;
  const FRAME = 300;
  const CARDS = 1250;
  const PART = 4096;
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
    const rows = archive.store.range(directory.rows(key));
    const { places, reports } = known;
    if (rows.length < 2 || (!places && !reports)) return rows;
    return rows.filter((row, at) => {
      const begin = directory.positions[row];
      const end = at + 1 < rows.length ? directory.positions[row + 1] : Infinity;
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
    if (form.length === 1) {
      const rows = directory.between(form.charCodeAt(0) * 65536, (form.charCodeAt(0) + 1) * 65536);
      return (rows[1] - rows[0]) * directory.nominal;
    }
    return Math.min(...keysOf(form).map((key) => directory.size(key)));
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
        needed(store, zone, key, now, at).filter((row) => !store.has(zone, row)).length * (directory.nominal + FRAME));
      const plan = cover(covered, costs);
      if (!plan.pairs.length) return places || new Uint32Array(0);
      const other = places || known.reports ? rescue(store, zone, now) : null;
      const pair = next(plan.pairs, costs, sizes, places);
      if (other && other.cost <= Math.min(plan.cost, PATIENCE * costs[pair])) return other.take(form, job);
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
    const unit = form.charCodeAt(0);
    const rows = archive.store.range(store.zones[zone].between(unit * 65536, unit * 65536 + 65536));
    const cost = rows.filter((row) => !store.has(zone, row)).length * (store.zones[zone].nominal + FRAME);
    const other = known.places || known.reports ? rescue(store, zone, known) : null;
    if (other && other.cost <= cost) return other.take(form, job);
    const places = within(store, await store.prefix(zone, unit, job), known.reports);
    return known.places ? sorted.meet(known.places, places, 0) : places;
  }

  /**
   * Another way to the same answer for places or reports already known: reading the text, or the blocks.
   *
   * @param {Store} store
   * @param {Zone} zone
   * @param {Known} known
   * @returns {{cost: number, take: (form: string, job: Job) => Promise<Uint32Array>} | null}
   */
  function rescue(store, zone, known) {
    const { places } = known;
    const reports = places ? reportsOf(store, places, MOST_READ) : Array.from(known.reports || []).slice(0, MOST_READ + 1);
    if (reports.length > MOST_READ) return null;
    if (zone === "head") return null;
    return {
      cost: readingCost(store, reports, places),
      take: async (form, job) => {
        const found = await Promise.all(reports.map((report) =>
          places ? confirmed(store, report, within(store, places, [report]), form, job) : scanned(store, report, form, job)));
        return sorted.joined(found);
      },
    };
  }

  /**
   * @param {Store} store
   * @param {number[]} reports
   * @param {Uint32Array | null | undefined} places when only the parts that hold these are read
   * @returns {number} gzipped bytes, about
   */
  function readingCost(store, reports, places) {
    let cost = 0;
    const cards = new Set();
    for (const report of reports) {
      const length = store.starts[report + 1] - store.starts[report] - 1;
      const card = store.cardAtHand(report);
      if (!card) {
        cards.add(store.numbered("c", report));
        cost += (places ? Math.min(length, PART) : length) * UNIT + FRAME;
        continue;
      }
      const first = places ? places[sorted.lower(places, store.starts[report])] - store.starts[report] : 0;
      card.sizes.forEach((size, number) => {
        if (places && number !== partAt(card, first)) return;
        if (!store.hasPart(card, number)) cost += size * UNIT + FRAME;
      });
    }
    return cost + cards.size * CARDS;
  }

  /**
   * @param {Card} card
   * @param {number} unit local to the report
   * @returns {number} the part that holds it
   */
  function partAt(card, unit) {
    let end = 0;
    const number = card.sizes.findIndex((size) => (end += size) > unit);
    return number < 0 ? card.sizes.length - 1 : number;
  }

  /**
   * The form of a stretch of a report, from the parts that hold it.
   *
   * @param {Store} store
   * @param {number} report
   * @param {[number, number]} stretch local units, half-open
   * @param {Job} job
   * @returns {Promise<{form: string, from: number}>} `from`: where the form begins in the report
   */
  async function formOf(store, report, stretch, job) {
    const card = await store.card(report, job);
    const first = partAt(card, stretch[0]);
    const last = partAt(card, Math.max(stretch[1] - 1, stretch[0]));
    const numbers = archive.store.range([first, last + 1]);
    const parts = await Promise.all(numbers.map((number) => store.part(report, number, job)));
    const from = card.sizes.slice(0, first).reduce((sum, size) => sum + size, 0);
    return { form: parts.map((part) => part.mapped.form).join(""), from };
  }

  /**
   * @param {Store} store
   * @param {number} report
   * @param {Uint32Array} places all in this report
   * @param {string} form
   * @param {Job} job
   * @returns {Promise<Uint32Array>} those at which the text has the form
   */
  async function confirmed(store, report, places, form, job) {
    const start = store.starts[report];
    const last = places[places.length - 1] - start;
    const length = store.starts[report + 1] - start - 1;
    const text = await formOf(store, report, [places[0] - start, Math.min(last + form.length, length)], job);
    return places.filter((place) => text.form.startsWith(form, place - start - text.from));
  }

  /**
   * @param {Store} store
   * @param {number} report
   * @param {string} form
   * @param {Job} job
   * @returns {Promise<Uint32Array>} all places in the report
   */
  async function scanned(store, report, form, job) {
    const start = store.starts[report];
    const text = await formOf(store, report, [0, store.starts[report + 1] - start - 1], job);
    const out = [];
    for (let at = text.form.indexOf(form); at >= 0; at = text.form.indexOf(form, at + 1)) out.push(start + at);
    return new Uint32Array(out);
  }

  archive.phrase = { find: phrase, reportsOf, within, rarity, cover, partAt };
})((window.archive = window.archive || /** @type {Archive} */ ({})));
