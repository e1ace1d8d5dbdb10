/**
 * Which reports of the catalogue are asked for, in which order, and how many each other choice would leave. No DOM.
 */
(function (archive) {
  "use strict";

  /** In an address, what stands for reports without a value. */
  const UNKNOWN = "未注明";
  const SORTS = ["year", "title", "long", "short", "added"];

  /**
   * Read an address's query string. What is unknown or malformed takes its default.
   *
   * @param {string} address with or without the question mark
   * @returns {BrowseState}
   */
  function parse(address) {
    const given = new URLSearchParams(address);
    const page = Number(given.get("page"));
    /** @type {any} */
    const state = { q: (given.get("q") || "").trim(), sort: SORTS[Math.max(0, SORTS.indexOf(given.get("sort") || ""))], page: page >= 1 && Number.isSafeInteger(page) ? page : 1 };
    for (const name of archive.catalogue.FACETS) {
      state[name] = Array.from(new Set(given.getAll(name).map((value) => (value.trim() === UNKNOWN || value === "未定" ? "" : value.trim()))));
    }
    return state;
  }

  /**
   * Write a state's query string; defaults are left out, so that equal states have equal addresses.
   *
   * @param {BrowseState} state
   * @returns {string} empty, or beginning with a question mark
   */
  function format(state) {
    const out = new URLSearchParams();
    if (state.q) out.set("q", state.q);
    for (const name of archive.catalogue.FACETS) for (const value of state[name].slice().sort()) out.append(name, value || UNKNOWN);
    if (state.sort !== SORTS[0]) out.set("sort", state.sort);
    if (state.page > 1) out.set("page", String(state.page));
    const text = out.toString();
    return text && "?" + text;
  }

  /**
   * What a title filter compares: the search form, and until that has come the text without width, case and space.
   *
   * @param {Catalogue} catalogue
   * @param {string} text
   * @returns {string}
   */
  function plain(catalogue, text) {
    return catalogue.fold ? catalogue.fold(text) : text.normalize("NFKC").toLowerCase().replace(/\s+/g, "");
  }

  /**
   * The reports that fit, and for each facet how many fit per value if that facet were not set.
   *
   * @param {Catalogue} catalogue
   * @param {BrowseState} state
   * @returns {{rows: number[], counts: Record<FacetName, Record<string, number>>}} rows in the order of the catalogue
   */
  function choose(catalogue, state) {
    const words = state.q.split(/\s+/).map((word) => plain(catalogue, word)).filter(Boolean);
    const facets = archive.catalogue.FACETS.map((name) => {
      const { values, codes } = catalogue[name];
      const names = values.map((value) => (value === null ? "" : String(value)));
      const chosen = state[name];
      return { name, names, codes, open: names.map((value) => !chosen.length || chosen.indexOf(value) >= 0), tally: new Uint32Array(values.length) };
    });
    const rows = [];
    for (let at = 0; at < catalogue.size; at++) {
      const failing = facets.filter((facet) => !facet.open[facet.codes[at]]);
      if (failing.length > 1 || (words.length && !holds(catalogue, at, words))) continue;
      if (!failing.length) rows.push(at);
      for (const facet of failing.length ? failing : facets) facet.tally[facet.codes[at]] += 1;
    }
    /** @type {any} */
    const counts = {};
    for (const facet of facets) {
      counts[facet.name] = {};
      facet.names.forEach((name, code) => { if (facet.tally[code]) counts[facet.name][name] = facet.tally[code]; });
    }
    return { rows, counts };
  }

  /**
   * @param {Catalogue} catalogue
   * @param {number} at
   * @param {string[]} words
   * @returns {boolean} whether the title has all of them
   */
  function holds(catalogue, at, words) {
    const kept = catalogue.plain || (catalogue.plain = []);
    const title = kept[at] || (kept[at] = plain(catalogue, catalogue.titles[at]));
    return words.every((word) => title.indexOf(word) >= 0);
  }

  /**
   * @param {Catalogue} catalogue
   * @param {number[]} rows in the order of the catalogue, which is that of the years, newest first
   * @param {string} sort
   * @returns {number[]} the same in the order asked for; among equals as they were
   */
  function sorted(catalogue, rows, sort) {
    const { titles, chars, added } = catalogue;
    if (sort === "title") {
      const order = new Intl.Collator("zh-Hans", { numeric: true }).compare;
      return rows.slice().sort((a, b) => order(titles[a], titles[b]) || a - b);
    }
    if (sort === "long") return rows.slice().sort((a, b) => chars[b] - chars[a] || a - b);
    if (sort === "short") return rows.slice().sort((a, b) => chars[a] - chars[b] || a - b);
    if (sort !== "added") return rows;
    const days = added.values.map((day) => Number(String(day || 0).replace(/-/g, "")));
    return rows.slice().sort((a, b) => days[added.codes[b]] - days[added.codes[a]] || a - b);
  }

  archive.choose = { parse, format, rows: choose, sorted, SORTS };
})((window.archive = window.archive || /** @type {Archive} */ ({})));
