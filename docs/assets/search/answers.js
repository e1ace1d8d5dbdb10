/**
 * Between the page and the engine: one question for a state, and the single hits behind it, kept while they are asked
 * for again in another order or another form.
 */
(function (archive) {
  "use strict";

  /** So many hits are shown as lines, copied or exported; of more, an even sample. */
  const MOST_LINES = 1000;
  /** @type {{key: string, lines: HitLines} | null} */
  let kept = null;

  /**
   * @param {SearchState} state
   * @returns {{year: string[], type: string[], level: string[], sort: string}}
   */
  function asked(state) {
    return { year: state.year, type: state.type, level: state.level, sort: state.sort };
  }

  /**
   * Ask for what the state shows: a page of reports, or in the 语境 view the counts and the lines.
   *
   * @param {SearchState} state
   * @param {{limit: number, signal: AbortSignal, progress: (done: number, total: number) => void}} options
   * @returns {Promise<SearchAnswer>} rejects with a message for the reader
   */
  async function ask(state, options) {
    const lined = state.view === "kwic";
    const found = await archive.search(state.q, Object.assign(asked(state), {
      limit: lined ? 0 : options.limit, offset: lined ? 0 : state.offset, snippets: lined ? 0 : 3,
      signal: options.signal, progress: options.progress,
    }));
    const years = found.total ? await yearly(state, options) : {};
    const answer = /** @type {SearchAnswer} */ (Object.assign({}, found, {
      signed: signed(state.q), exact: exact(state.q, found.understood), hitsByYear: years,
    }));
    if (!lined || !found.hits) return answer;
    const got = await lines(state, options);
    return Object.assign(answer, { lines: got.lines, sampled: got.sampled });
  }

  /**
   * The hits of each year as if no year were chosen, so that another one can be taken.
   *
   * @param {SearchState} state
   * @param {{signal: AbortSignal, progress: (done: number, total: number) => void}} options
   * @returns {Promise<Record<string, number>>} by year, "" for unknown
   */
  async function yearly(state, options) {
    const got = await archive.search.lines(state.q, Object.assign(asked(state), {
      year: [], sample: 0, signal: options.signal, progress: options.progress,
    }));
    return got.byYear;
  }

  /**
   * The hits of a state, one by one, at most a thousand.
   *
   * @param {SearchState} state
   * @param {{signal: AbortSignal, progress: (done: number, total: number) => void}} options
   * @returns {Promise<HitLines>}
   */
  async function lines(state, options) {
    const key = archive.searchState.format(archive.searchState.turn(state, { view: "list", order: "right" }));
    if (kept && kept.key === key) return kept.lines;
    const got = await archive.search.lines(state.q, Object.assign(asked(state), {
      sample: MOST_LINES, signal: options.signal, progress: options.progress,
    }));
    kept = { key, lines: got };
    return got;
  }

  /**
   * @param {string} query
   * @returns {boolean} whether it holds what may be a sign or a figure, so that the reader wants to know how it was read
   */
  function signed(query) {
    return /\S\s+\S|\.{3}|。{3}|[…*＊|｜"\p{N}]|^[-－﹣]|^(标题|小标题|部分)[:：]/u.test(query.trim());
  }

  /**
   * The query as one exact phrase: its letters and numbers only, which no sign divides.
   *
   * @param {string} query
   * @param {string} [understood] how it was read, if it could be
   * @returns {string} empty when the query already is one phrase
   */
  function exact(query, understood) {
    if (!signed(query) || /^(整句精确检索|精确短语)：/.test(understood || "")) return "";
    const plain = query.replace(/[^\p{L}\p{N}]+/gu, "");
    return plain === query ? "" : plain;
  }

  archive.answers = { ask, lines, exact, signed, MOST_LINES };
})((window.archive = window.archive || /** @type {Archive} */ ({})));
