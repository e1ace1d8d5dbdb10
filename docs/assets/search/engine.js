/**
 * The phrase search of this site.
 *
 *     window.archive.search(query, {year, type, level, sort, limit, offset, snippets, whole, signal, progress})
 *
 * resolves with the same result as `scripts/search.py --json` (result.schema.json fixes it). Filters take one value or
 * several, "" for unknown. `snippets` is a number or "all"; `whole` reads the query as one exact phrase. `signal` is an
 * AbortSignal or any object with `aborted`; `progress(done, total)` counts files.
 *
 * It rejects with an `archive.SearchError` and never answers in part: `code` is "query" (a wrong query; `detail`,
 * `query` and `understood` say more), "index" (a file is missing or damaged; `detail` names it), or "stale" (the signal
 * was aborted; its `name` is then "AbortError"). `message` is a Chinese sentence for the reader. Nothing is remembered
 * of a failure: the next call tries again.
 */
(function (archive) {
  "use strict";

  const LIMIT = 20;
  const SNIPPETS = 3;
  const AT_ONCE = 24;
  /** @type {("year" | "type" | "level")[]} */
  const FACETS = ["year", "type", "level"];
  /** @type {Promise<Store> | null} */
  let opening = null;

  /** One question under way: whether it is still wanted, and how far it is. */
  class SearchJob {
    /** @param {{signal?: {aborted: boolean}, progress?: (done: number, total: number) => void}} options */
    constructor(options) {
      this.signal = options.signal;
      this.progress = options.progress;
      /** @type {Set<string>} */
      this.names = new Set();
      /** @type {Set<string>} */
      this.here = new Set();
    }

    /** Stop here when nobody waits any more. */
    check() {
      if (this.signal && this.signal.aborted) throw new archive.SearchError("stale", "检索已取消");
    }

    /** @param {string} name of a file that is on its way */
    expect(name) {
      this.names.add(name);
    }

    /** @param {string} name of a file that has come */
    arrived(name) {
      this.check();
      if (this.here.has(name)) return;
      this.here.add(name);
      if (this.progress) this.progress(this.here.size, this.names.size);
    }
  }

  /**
   * Do something for each, a few at a time.
   *
   * @template T, R
   * @param {ArrayLike<T>} items
   * @param {(item: T, at: number) => Promise<R>} act
   * @returns {Promise<R[]>} in the order of the items
   */
  async function each(items, act) {
    /** @type {R[]} */
    const out = [];
    let next = 0;
    const worker = async () => {
      while (next < items.length) {
        const at = next++;
        out[at] = await act(items[at], at);
      }
    };
    await Promise.all(Array.from({ length: Math.min(AT_ONCE, items.length) }, worker));
    return out;
  }

  /** @returns {Promise<Store>} the index, opened once; a failure is forgotten */
  function open() {
    if (!opening) {
      const now = archive.store.open(archive.loader.load);
      opening = now;
      now.catch(() => { opening = opening === now ? null : opening; });
    }
    return opening;
  }

  /**
   * @param {string} text
   * @param {Store} store
   * @param {SearchJob} job
   * @param {boolean} whole
   * @returns {Promise<Query>}
   */
  async function read(text, store, job, whole) {
    await store.ready(text, job);
    return archive.query.parse(text, store.grammar, whole);
  }

  /**
   * @param {unknown} value of a filter
   * @returns {string[]}
   */
  function values(value) {
    if (value === undefined || value === null) return [];
    return (Array.isArray(value) ? value : [value]).map((one) => (one === null ? "" : String(one)));
  }

  /**
   * Find what matches, count it, and leave what the filters allow.
   *
   * @param {string} text
   * @param {SearchOptions} options
   * @param {SearchJob} job
   * @returns {Promise<Asked>}
   */
  async function ask(text, options, job) {
    job.check();
    const store = await open();
    job.check();
    const query = await read(String(text), store, job, Boolean(options.whole));
    const filters = FACETS.map((name) => values(options[name]));
    const name = "asked " + JSON.stringify([query.groups, query.parts, filters]);
    let known = store.cache.get(name);
    if (!known) {
      known = narrowed(store, await matchedOnce(query, store, job), filters);
      store.cache.put(name, known, known.spans.start.byteLength * 4);
    }
    job.check();
    return Object.assign({ store, query }, known);
  }

  /**
   * Count the reports of each value, each label without its own filter, and keep what passes all filters.
   *
   * @param {Store} store
   * @param {Matched} matched
   * @param {string[][]} filters
   * @returns {Narrowed}
   */
  function narrowed(store, matched, filters) {
    const columns = FACETS.map((name) => store.columns[name]);
    const allowed = columns.map((column, at) => column.names.map((value) => !filters[at].length || filters[at].indexOf(value) >= 0));
    const counts = columns.map((column) => new Uint32Array(column.names.length));
    const reports = matched.reports.filter((report) => {
      const codes = columns.map((column) => column.codes[report]);
      const failed = codes.map((code, at) => (allowed[at][code] ? -1 : at)).filter((at) => at >= 0);
      codes.forEach((code, at) => {
        if (!failed.length || (failed.length === 1 && failed[0] === at)) counts[at][code] += 1;
      });
      return !failed.length;
    });
    const terms = matched.terms.map(({ term, spans }) => ({ term, spans: archive.match.inReports(store, spans, reports) }));
    const left = { reports, terms };
    const spans = archive.match.distinct(left);
    return {
      matched: left, spans, counts: archive.rank.counts(store, reports, spans), ranked: new Map(),
      facets: columns.map((column, at) => object(column.names, counts[at])),
    };
  }

  /**
   * The matching reports in order, worked out once for each way to sort.
   *
   * @param {Asked} asked
   * @param {string} sort
   * @param {SearchJob} job
   * @returns {Promise<number[]>} rows of `matched.reports`
   */
  async function ordered(asked, sort, job) {
    const kept = asked.ranked.get(sort);
    if (kept) return kept;
    if (asked.matched.reports.length < 2) return Array.from(asked.matched.reports, () => 0);
    const rows = await archive.rank.order(asked.store, asked.matched, { counts: asked.counts, sort }, job);
    asked.ranked.set(sort, rows);
    return rows;
  }

  /**
   * What matches does not depend on filters, order or page: it is kept for the next question about the same query.
   *
   * @param {Query} query
   * @param {Store} store
   * @param {SearchJob} job
   * @returns {Promise<Matched>}
   */
  async function matchedOnce(query, store, job) {
    const name = "query " + JSON.stringify([query.groups, query.parts]);
    const kept = store.cache.get(name);
    if (kept) return kept;
    const matched = await archive.match.find(query, store, job);
    const size = matched.terms.reduce((sum, { spans }) => sum + spans.start.byteLength * 2, matched.reports.byteLength);
    store.cache.put(name, matched, size);
    return matched;
  }

  /**
   * @param {string[]} names
   * @param {Uint32Array} counts
   * @returns {Record<string, number>}
   */
  function object(names, counts) {
    /** @type {Record<string, number>} */
    const out = {};
    names.map((name, at) => ({ name, count: counts[at] })).filter((entry) => entry.count)
      .sort((a, b) => (a.name < b.name ? -1 : 1)).forEach((entry) => { out[entry.name] = entry.count; });
    return out;
  }

  /**
   * @param {unknown} value
   * @param {number} usual
   * @returns {number}
   */
  function whole(value, usual) {
    if (value === undefined || value === null) return usual;
    if (typeof value === "number" && value >= 0 && Math.floor(value) === value) return value;
    throw new RangeError("limit, offset and snippets count from 0");
  }

  /**
   * The answer to a query.
   *
   * @param {string} text
   * @param {SearchOptions} [options]
   * @returns {Promise<SearchResult>}
   */
  async function search(text, options) {
    const known = options || {};
    const job = new SearchJob(known);
    const limit = whole(known.limit, LIMIT);
    const offset = whole(known.offset, 0);
    const most = known.snippets === "all" ? Infinity : whole(known.snippets, SNIPPETS);
    const asked = await ask(text, known, job);
    const { store, query, matched, spans, counts, facets } = asked;
    const draw = async (/** @type {number} */ row) => {
      const report = matched.reports[row];
      const all = archive.match.inReports(store, spans, [report]);
      const shown = { start: all.start.subarray(0, most), end: all.end.subarray(0, most) };
      const { id, title, url, year, type, unit_level, snippets } = await archive.snippets.cut(store, report, shown, job);
      return { id, title, url, year, type, unit_level, count: counts[row], snippets };
    };
    const few = matched.reports.length <= limit && !offset; // all are shown: their texts need not wait for the order
    const [ranked, drawn] = await Promise.all([
      limit ? ordered(asked, known.sort || "relevance", job) : [],
      few ? each(Array.from(matched.reports, (_, row) => row), draw) : [],
    ]);
    const documents = few ? ranked.map((row) => drawn[row]) : await each(ranked.slice(offset, offset + limit), draw);
    job.check();
    return {
      query: query.text, understood: query.understood, hits: spans.start.length, total: matched.reports.length, documents,
      byYear: facets[0], byType: facets[1], byLevel: facets[2],
    };
  }

  /**
   * The hits one by one, in the order of the answer; of more than `sample`, evenly spread ones. `byYear` counts hits.
   *
   * @param {string} text
   * @param {SearchOptions & {sample?: number}} [options]
   * @returns {Promise<HitLines>}
   */
  async function lines(text, options) {
    const known = options || {};
    const job = new SearchJob(known);
    const asked = await ask(text, known, job);
    const { store, query, matched, spans, counts } = asked;
    const { names, codes } = store.columns.year;
    const years = new Uint32Array(names.length);
    matched.reports.forEach((report, row) => { years[codes[report]] += counts[row]; });
    const size = Math.min(spans.start.length, whole(known.sample, 1000));
    const ranked = size ? await ordered(asked, known.sort || "relevance", job) : [];
    const wanted = Array.from({ length: size }, (_, at) => Math.floor((at * spans.start.length) / size));
    /** @type {{row: number, hits: number[]}[]} */
    const rows = [];
    let before = 0;
    let next = 0;
    for (const row of ranked) {
      const hits = [];
      while (next < size && wanted[next] < before + counts[row]) hits.push(wanted[next++] - before);
      if (hits.length) rows.push({ row, hits });
      before += counts[row];
    }
    const found = await each(rows, async ({ row, hits }) => {
      const report = matched.reports[row];
      const all = archive.match.inReports(store, spans, [report]);
      const some = { start: Uint32Array.from(hits, (at) => all.start[at]), end: Uint32Array.from(hits, (at) => all.end[at]) };
      const { id, title, url, year, type, unit_level, snippets } = await archive.snippets.cut(store, report, some, job);
      return snippets.map((snippet, at) => Object.assign({ id, title, url, year, type, unit_level, hit: hits[at] + 1 }, snippet));
    });
    job.check();
    return { understood: query.understood, hits: spans.start.length, sampled: size < spans.start.length, byYear: object(names, years), lines: found.reduce((all, some) => all.concat(some), []) };
  }

  /**
   * A search of which only the newest question is answered: an earlier one rejects as stale.
   *
   * @returns {(text: string, options?: SearchOptions) => Promise<SearchResult>}
   */
  function latest() {
    let current = { aborted: false };
    return (text, options) => {
      current.aborted = true;
      const signal = { aborted: false };
      current = signal;
      return search(text, Object.assign({}, options, { signal }));
    };
  }

  archive.jobs = { each, SearchJob };
  archive.engine = Object.assign(archive.engine || {}, { open, read, latest });
  archive.search = Object.assign(search, { lines });
})((window.archive = window.archive || /** @type {Archive} */ ({})));
