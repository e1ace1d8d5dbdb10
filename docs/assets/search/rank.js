/**
 * Which report comes first: the twin of scripts/archive/search/rank.py, which states the rule. Whole numbers below 2^53
 * only, so that both agree to the last place.
 */
(function (archive) {
  "use strict";

  const MOST_COUNTED = 1000;
  const SCALE = 1000;

  /**
   * @param {Store} store
   * @param {Uint32Array} reports
   * @param {Spans} spans in these reports, ascending
   * @param {(row: number, at: number) => void} visit the row of its report for each hit
   */
  function rows(store, reports, spans, visit) {
    for (let at = 0, row = 0; at < spans.start.length; at++) {
      while (spans.start[at] >= store.starts[reports[row] + 1]) row += 1;
      visit(row, at);
    }
  }

  /**
   * @param {Store} store
   * @param {Uint32Array} reports
   * @param {Spans} spans
   * @returns {Uint32Array} the number of hits in each report
   */
  function counts(store, reports, spans) {
    const out = new Uint32Array(reports.length);
    rows(store, reports, spans, (row) => { out[row] += 1; });
    return out;
  }

  /**
   * For each matching report: terms found in its title, terms found in its headings, density.
   *
   * @param {Store} store
   * @param {Matched} matched
   * @param {Job} job
   * @returns {Promise<{titles: Uint32Array, headings: Uint32Array, score: Float64Array}>}
   */
  async function relevance(store, matched, job) {
    const size = matched.reports.length;
    const out = { titles: new Uint32Array(size), headings: new Uint32Array(size), score: new Float64Array(size) };
    const all = store.titles.length;
    const mean = Math.max(Math.floor((store.starts[all] - all) / Math.max(all, 1)), 1);
    for (const { term, spans } of matched.terms) {
      const head = await inHeadings(store, term, spans, job);
      const title = new Uint8Array(size);
      const heading = new Uint8Array(size);
      rows(store, matched.reports, spans, (row, at) => {
        if (head[at]) (archive.match.isTitle(store, spans.start[at], spans.end[at]) ? title : heading)[row] = 1;
      });
      counts(store, matched.reports, spans).forEach((many, row) => {
        const count = Math.min(many, MOST_COUNTED);
        const report = matched.reports[row];
        const length = store.starts[report + 1] - store.starts[report] - 1;
        out.titles[row] += title[row];
        out.headings[row] += heading[row];
        out.score[row] += Math.floor((22 * SCALE * count * mean) / ((10 * count + 3) * mean + 9 * length));
      });
    }
    return out;
  }

  /**
   * @param {Store} store
   * @param {Term} term
   * @param {Spans} spans
   * @param {Job} job
   * @returns {Promise<Uint8Array>} 1 for each hit that lies inside one title or heading
   */
  async function inHeadings(store, term, spans, job) {
    const out = new Uint8Array(spans.start.length);
    if (!out.length) return out;
    if (!term.gaps.length) {
      const places = await archive.phrase.find(store, "head", term.pieces[0], { reports: null, places: spans.start }, job);
      for (let i = 0, at = 0; i < places.length; i++) {
        at = archive.sorted.gallop(spans.start, places[i], at);
        out[at] = 1;
      }
      return out;
    }
    const blocks = await archive.match.layout(store, archive.phrase.reportsOf(store, spans.start, Infinity), job);
    spans.start.forEach((start, at) => {
      const kind = blocks.kinds[archive.match.blockAt(blocks, start)];
      out[at] = kind === "title" || kind === "heading" ? 1 : 0;
    });
    return out;
  }

  /**
   * @param {Store} store
   * @param {Matched} matched
   * @param {{counts: Uint32Array, sort: string}} how `relevance`, `year` or `hits`
   * @param {Job} job
   * @returns {Promise<number[]>} rows of `matched.reports`, best first
   */
  async function order(store, matched, how, job) {
    const { codes, values } = store.columns.year;
    const years = Array.from(matched.reports, (report) => {
      const year = values[codes[report]];
      return typeof year === "number" ? year : -1;
    });
    const list = Array.from(matched.reports, (_, row) => row);
    const newest = (/** @type {number} */ a, /** @type {number} */ b) => years[b] - years[a];
    const most = (/** @type {number} */ a, /** @type {number} */ b) => how.counts[b] - how.counts[a];
    if (how.sort === "year") return list.sort((a, b) => newest(a, b) || most(a, b) || a - b);
    if (how.sort === "hits") return list.sort((a, b) => most(a, b) || newest(a, b) || a - b);
    const { titles, headings, score } = await relevance(store, matched, job);
    return list.sort((a, b) =>
      titles[b] - titles[a] || headings[b] - headings[a] || score[b] - score[a] || newest(a, b) || a - b);
  }

  archive.rank = { order, counts };
})((window.archive = window.archive || /** @type {Archive} */ ({})));
