/**
 * Where a query occurs, exactly: the twin of scripts/archive/search/match.py, which states what a hit is. The cheapest
 * group goes first; what follows is asked only in the reports that can still match.
 */
(function (archive) {
  "use strict";

  const sorted = archive.sorted;
  const { spans, kept, layout, blockAt, chain } = archive.blocks;
  /** So many reports are read in full to verify signs. More is an error, not a part of the answer. */
  const MOST_VERIFIED = 300;

  /**
   * The hits of one term, punctuation not counted.
   *
   * @param {Store} store
   * @param {Term} term
   * @param {{parts: string[], reports: Uint32Array | null}} scope
   * @param {Job} job
   * @returns {Promise<Spans>}
   */
  async function hitsOf(store, term, scope, job) {
    /** @type {Zone} */
    const zone = term.field ? "head" : "all";
    const order = term.pieces.map((_, at) => at).sort((a, b) =>
      archive.phrase.rarity(store, zone, term.pieces[a]) - archive.phrase.rarity(store, zone, term.pieces[b]));
    /** @type {Uint32Array[]} */
    const places = [];
    let reports = scope.reports;
    for (const at of order) {
      places[at] = await archive.phrase.find(store, zone, term.pieces[at], { reports }, job);
      if (!places[at].length) return spans([], []);
      if (order.length > 1) reports = Uint32Array.from(archive.phrase.reportsOf(store, places[at], Infinity));
    }
    let found = spans(places[0], places[0].map((at) => at + term.pieces[0].length));
    if (order.length > 1) found = await gapped(store, places, term, job);
    if (term.field) found = kept(found, (start, end) => isTitle(store, start, end) === (term.field === "title"));
    return scope.parts.length ? inParts(store, found, scope.parts, job) : found;
  }

  /**
   * @param {Store} store
   * @param {number} start
   * @param {number} end
   * @returns {boolean}
   */
  function isTitle(store, start, end) {
    const report = sorted.lower(store.starts, start + 1) - 1;
    return end <= store.starts[report] + store.titles[report];
  }

  /**
   * @param {Store} store
   * @param {Uint32Array[]} places
   * @param {Term} term
   * @param {Job} job
   * @returns {Promise<Spans>}
   */
  async function gapped(store, places, term, job) {
    const near = chain(places, term, null);
    const reports = archive.phrase.reportsOf(store, near.start, Infinity);
    const blocks = await layout(store, reports, job);
    return chain(places.map((list) => archive.phrase.within(store, list, reports)), term, blocks);
  }

  /**
   * @param {Store} store
   * @param {Spans} found
   * @param {string[]} parts
   * @param {Job} job
   * @returns {Promise<Spans>} the hits all of whose blocks stand in parts of these kinds
   */
  async function inParts(store, found, parts, job) {
    const blocks = await layout(store, archive.phrase.reportsOf(store, found.start, Infinity), job);
    return kept(found, (start, end) => {
      for (let row = blockAt(blocks, start); row <= blockAt(blocks, end - 1); row++) {
        if (parts.indexOf(blocks.parts[row]) < 0) return false;
      }
      return true;
    });
  }

  /**
   * What the signs of a text say about hits in it: the same in a report of the index and on a page.
   *
   * @param {Term} term strict or with figures
   * @param {string[]} texts blocks, or what else no figure runs across
   * @param {(text: string) => Mapped} map
   * @returns {(start: number, end: number) => boolean} whether the hit is right
   */
  function confirms(term, texts, map) {
    const text = texts.join(term.strict ? "" : "\n");
    const { starts, ends } = map(text);
    if (!term.strict) {
      const { figures, said } = archive.query;
      const all = figures(text);
      return (start, end) => said(all.filter((one) => one.end > starts[start] && one.start < ends[end - 1])).indexOf(term.figures) >= 0;
    }
    const lead = map(term.strict).starts[0];
    const right = new Set();
    for (let at = text.indexOf(term.strict); at >= 0; at = text.indexOf(term.strict, at + 1)) right.add(sorted.lower(starts, at + lead));
    return (start) => right.has(start);
  }

  /**
   * The hits of a term whose signs count that the text confirms.
   *
   * @param {Store} store
   * @param {Term} term
   * @param {Spans} loose
   * @param {Job} job
   * @returns {Promise<Spans>}
   */
  async function confirmed(store, term, loose, job) {
    const tests = new Map();
    await archive.jobs.each(archive.phrase.reportsOf(store, loose.start, Infinity), async (report) => {
      const card = await store.card(report, job);
      const parts = await Promise.all(card.sizes.map((_, number) => store.part(report, number, job)));
      const blocks = parts.reduce((all, part) => all.concat(part.blocks), /** @type {TextPart["blocks"]} */ ([]));
      tests.set(report, confirms(term, blocks.map((block) => block[3]), (text) => store.form.mapped(text)));
    });
    return kept(loose, (start, end) => {
      const report = sorted.lower(store.starts, start + 1) - 1;
      return tests.get(report)(start - store.starts[report], end - store.starts[report]);
    });
  }

  /** @param {Term} term @returns {boolean} whether its signs count, which the index does not know */
  function checked(term) {
    return !!(term.strict || term.figures);
  }

  /**
   * All matching reports, and the hits of each wanted term in them.
   *
   * @param {Query} query
   * @param {Store} store
   * @param {Job} job
   * @returns {Promise<Matched>}
   */
  async function match(query, store, job) {
    const order = query.groups.slice().sort((a, b) => Number(a.negative) - Number(b.negative) || cost(store, a) - cost(store, b));
    /** @type {Map<Term, Spans>} */
    const hits = new Map();
    /** @type {Uint32Array | null} */
    let reports = null;
    const late = order.filter((group) => group.negative && group.options.some(checked));
    for (const group of order) {
      if (late.indexOf(group) >= 0) continue;
      await ask(group, reports);
      reports = left(group, reports);
    }
    const strict = query.groups.some((group) => group.options.some(checked));
    if (strict) reports = await verify(/** @type {Uint32Array} */ (reports));
    const final = /** @type {Uint32Array} */ (reports);
    return { reports: final, terms: wanted(query).map((term) => ({ term, spans: inReports(store, hitsFor(term), final) })) };

    /**
     * @param {Group} group
     * @param {Uint32Array | null} among
     */
    async function ask(group, among) {
      for (const term of group.options) {
        const scope = { parts: group.negative || term.field === "title" ? [] : query.parts, reports: among }; // a title stands in no part
        hits.set(term, await hitsOf(store, term, scope, job));
      }
    }

    /**
     * @param {Group} group
     * @param {Uint32Array | null} among
     * @returns {Uint32Array}
     */
    function left(group, among) {
      const lists = group.options.map((term) => Uint32Array.from(archive.phrase.reportsOf(store, hitsFor(term).start, Infinity)));
      const any = sorted.union(lists);
      if (!among) return any;
      const have = new Set(any);
      return among.filter((report) => have.has(report) !== group.negative);
    }

    /**
     * @param {Uint32Array} possible
     * @returns {Promise<Uint32Array>}
     */
    async function verify(possible) {
      for (const group of late) await ask(group, possible);
      const terms = Array.from(hits.keys()).filter(checked);
      for (const term of terms) hits.set(term, inReports(store, hitsFor(term), possible));
      const read = sorted.union(terms.map((term) => Uint32Array.from(archive.phrase.reportsOf(store, hitsFor(term).start, Infinity))));
      if (read.length > MOST_VERIFIED) throw tooMany(read.length);
      for (const term of terms) hits.set(term, await confirmed(store, term, hitsFor(term), job));
      return query.groups.reduce((among, group) => left(group, among), possible);
    }

    /** @param {number} count */
    function tooMany(count) {
      return new archive.SearchError("query", "标点和数字要逐篇核对原文，现有 " + count + " 篇，超过 " + MOST_VERIFIED +
        " 篇，请写长一些、再加一个词，或去掉引号和数字里的标点。", { detail: "strict", query: query.text, understood: query.understood });
    }

    /**
     * @param {Term} term
     * @returns {Spans}
     */
    function hitsFor(term) {
      return /** @type {Spans} */ (hits.get(term));
    }

  }

  /**
   * @param {Store} store
   * @param {Spans} all
   * @param {ArrayLike<number>} reports ascending
   * @returns {Spans} the hits in these reports
   */
  function inReports(store, all, reports) {
    if (reports.length === 1) {
      const from = sorted.lower(all.start, store.starts[reports[0]]);
      const to = sorted.lower(all.start, store.starts[reports[0] + 1]);
      return { start: all.start.subarray(from, to), end: all.end.subarray(from, to) };
    }
    const start = new Uint32Array(all.start.length);
    const end = new Uint32Array(all.start.length);
    let size = 0;
    for (let at = 0, row = 0; at < all.start.length; at++) {
      while (row < reports.length && store.starts[reports[row] + 1] <= all.start[at]) row += 1;
      if (row === reports.length) break;
      if (all.start[at] < store.starts[reports[row]]) continue;
      start[size] = all.start[at];
      end[size++] = all.end[at];
    }
    return size === all.start.length ? all : { start: start.slice(0, size), end: end.slice(0, size) };
  }

  /**
   * @param {Query} query
   * @returns {Term[]} the terms whose hits count, each once
   */
  function wanted(query) {
    const seen = new Set();
    return query.groups.filter((group) => !group.negative)
      .reduce((terms, group) => terms.concat(group.options), /** @type {Term[]} */ ([]))
      .filter((term) => !seen.has(JSON.stringify(term)) && seen.add(JSON.stringify(term)));
  }

  /**
   * @param {Store} store
   * @param {Group} group
   * @returns {number} how much it will cost to ask, and so how little it excludes
   */
  function cost(store, group) {
    return group.options.reduce((sum, term) => sum + Math.min(...term.pieces.map((piece) =>
      archive.phrase.rarity(store, term.field ? "head" : "all", piece))), 0);
  }

  /**
   * All distinct hits.
   *
   * @param {Matched} matched
   * @returns {Spans} ascending by start, then end
   */
  function distinct(matched) {
    if (matched.terms.length === 1) return matched.terms[0].spans;
    /** @type {[number, number][]} */
    const pairs = [];
    for (const { spans: one } of matched.terms) one.start.forEach((start, at) => pairs.push([start, one.end[at]]));
    pairs.sort((a, b) => a[0] - b[0] || a[1] - b[1]);
    const once = pairs.filter((pair, at) => !at || pair[0] !== pairs[at - 1][0] || pair[1] !== pairs[at - 1][1]);
    return spans(once.map((pair) => pair[0]), once.map((pair) => pair[1]));
  }

  archive.match = { find: match, distinct, inReports, kept, layout, blockAt, isTitle, chain, wanted, checked, confirms };
})((window.archive = window.archive || /** @type {Archive} */ ({})));
