/**
 * Where a query occurs, exactly: the twin of scripts/archive/search/match.py, which states what a hit is. The cheapest
 * group goes first; what follows is asked only in the reports that can still match.
 */
(function (archive) {
  "use strict";

  const sorted = archive.sorted;
  /** So many reports are read in full to verify punctuation. More is an error, not a part of the answer. */
  const MOST_VERIFIED = 300;

  /**
   * @param {ArrayLike<number>} start
   * @param {ArrayLike<number>} end
   * @returns {Spans}
   */
  function spans(start, end) {
    return { start: Uint32Array.from(start), end: Uint32Array.from(end) };
  }

  /**
   * @param {Spans} all
   * @param {(start: number, end: number) => boolean} test
   * @returns {Spans}
   */
  function kept(all, test) {
    const rows = [];
    for (let at = 0; at < all.start.length; at++) if (test(all.start[at], all.end[at])) rows.push(at);
    if (rows.length === all.start.length) return all;
    return { start: Uint32Array.from(rows, (at) => all.start[at]), end: Uint32Array.from(rows, (at) => all.end[at]) };
  }

  /**
   * The blocks of some reports that have any units: first position, kind and part.
   *
   * @param {Store} store
   * @param {number[]} reports
   * @param {Job} job
   * @returns {Promise<Layout>}
   */
  async function layout(store, reports, job) {
    const tables = await Promise.all(reports.map((report) => store.blocks(report, job)));
    const { kinds, parts } = store.columns;
    /** @type {Layout} */
    const out = { begins: [], kinds: [], parts: [] };
    tables.forEach((rows, at) => {
      let position = store.starts[reports[at]];
      for (let row = 0; row < rows.length; row += 2) {
        if (rows[row]) {
          const kind = kinds[rows[row + 1] % kinds.length];
          const part = parts[Math.floor(rows[row + 1] / kinds.length)];
          if (kind === undefined || part === undefined) throw archive.codec.damaged(store.numbered("s", reports[at]), "段落目录不完整");
          out.begins.push(position);
          out.kinds.push(kind);
          out.parts.push(part);
        }
        position += rows[row];
      }
      if (position !== store.starts[reports[at] + 1] - 1) {
        throw archive.codec.damaged(store.numbered("s", reports[at]), "段落长度之和与报告长度不符");
      }
    });
    return out;
  }

  /**
   * @param {Layout} blocks
   * @param {number} position
   * @returns {number} the row of the block that holds it
   */
  function blockAt(blocks, position) {
    return sorted.lower(blocks.begins, position + 1) - 1;
  }

  /**
   * Join the pieces of a term with gaps, from the last one back: to each place the nearest chain that begins behind it,
   * near enough, and, where the blocks are known, inside one block.
   *
   * @param {ArrayLike<number>[]} places of each piece
   * @param {Term} term
   * @param {Layout | null} blocks
   * @returns {Spans}
   */
  function chain(places, term, blocks) {
    const inBlock = (/** @type {number} */ start, /** @type {number} */ end) =>
      !blocks || blockAt(blocks, start) === blockAt(blocks, end - 1);
    const last = term.pieces.length - 1;
    let found = kept(spans(places[last], Array.from(places[last], (at) => at + term.pieces[last].length)), inBlock);
    for (let piece = last - 1; piece >= 0; piece--) {
      const size = term.pieces[piece].length;
      const start = [];
      const end = [];
      for (let i = 0, at = 0; i < places[piece].length; i++) {
        const behind = places[piece][i] + size;
        at = sorted.gallop(found.start, behind, at);
        if (at >= found.start.length) break;
        if (found.start[at] - behind > term.gaps[piece] || !inBlock(places[piece][i], found.end[at])) continue;
        start.push(places[piece][i]);
        end.push(found.end[at]);
      }
      found = spans(start, end);
    }
    return found;
  }

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
   * The hits of a strict term that the text confirms.
   *
   * @param {Store} store
   * @param {Term} term
   * @param {Spans} loose
   * @param {Job} job
   * @returns {Promise<Spans>}
   */
  async function confirmed(store, term, loose, job) {
    const reports = archive.phrase.reportsOf(store, loose.start, Infinity);
    const lead = store.form.mapped(term.strict).starts[0];
    const right = new Set();
    await archive.jobs.each(reports, async (report) => {
      const card = await store.card(report, job);
      const parts = await Promise.all(card.sizes.map((_, number) => store.part(report, number, job)));
      const text = store.form.mapped(parts.map((part) => part.text).join(""));
      const whole = parts.map((part) => part.text).join("");
      for (let at = whole.indexOf(term.strict); at >= 0; at = whole.indexOf(term.strict, at + 1)) {
        right.add(store.starts[report] + sorted.lower(text.starts, at + lead));
      }
    });
    return kept(loose, (start) => right.has(start));
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
    const late = order.filter((group) => group.negative && group.options.some((term) => term.strict));
    for (const group of order) {
      if (late.indexOf(group) >= 0) continue;
      await ask(group, reports);
      reports = left(group, reports);
    }
    const strict = query.groups.some((group) => group.options.some((term) => term.strict));
    if (strict) reports = await verify(/** @type {Uint32Array} */ (reports));
    const final = /** @type {Uint32Array} */ (reports);
    return { reports: final, terms: wanted(query).map((term) => ({ term, spans: inReports(store, hitsFor(term), final) })) };

    /**
     * @param {Group} group
     * @param {Uint32Array | null} among
     */
    async function ask(group, among) {
      for (const term of group.options) {
        const scope = { parts: group.negative ? [] : query.parts, reports: among };
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
      const terms = Array.from(hits.keys()).filter((term) => term.strict);
      for (const term of terms) hits.set(term, inReports(store, hitsFor(term), possible));
      const read = sorted.union(terms.map((term) => Uint32Array.from(archive.phrase.reportsOf(store, hitsFor(term).start, Infinity))));
      if (read.length > MOST_VERIFIED) throw tooMany(read.length);
      for (const term of terms) hits.set(term, await confirmed(store, term, hitsFor(term), job));
      return query.groups.reduce((among, group) => left(group, among), possible);
    }

    /** @param {number} count */
    function tooMany(count) {
      return new archive.SearchError("query", "标点也算的检索要逐篇核对原文，现有 " + count + " 篇，超过 " + MOST_VERIFIED +
        " 篇，请加长引号里的文字、再加一个词，或去掉引号。", { detail: "strict", query: query.text, understood: query.understood });
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
    /** @type {Spans[]} */
    const pieces = [];
    for (let i = 0, at = 0; i < reports.length; i++) {
      const from = sorted.gallop(all.start, store.starts[reports[i]], at);
      at = sorted.gallop(all.start, store.starts[reports[i] + 1], from);
      if (at > from) pieces.push({ start: all.start.subarray(from, at), end: all.end.subarray(from, at) });
    }
    return { start: sorted.joined(pieces.map((one) => one.start)), end: sorted.joined(pieces.map((one) => one.end)) };
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

  archive.match = { find: match, distinct, inReports, kept, layout, blockAt, isTitle, chain, wanted };
})((window.archive = window.archive || /** @type {Archive} */ ({})));
