/**
 * What the search page shows is wholly in its address, so that a search can be kept, sent and gone back to.
 */
(function (archive) {
  "use strict";

  /** How the address and the page name a report whose year is not known (the index says ""). */
  const UNKNOWN = "未注明";
  const SORTS = ["relevance", "year", "hits"];
  const VIEWS = ["list", "kwic"];
  const ORDERS = ["right", "left", "text"];
  /** The three filters, in the order in which they stand on the page. */
  const FILTERS = /** @type {FilterName[]} */ (["year", "type", "level"]);

  /**
   * @param {string | null} value
   * @param {string[]} known the first one is the default
   * @returns {string}
   */
  function choice(value, known) {
    return value !== null && known.indexOf(value) >= 0 ? value : known[0];
  }

  /**
   * @param {URLSearchParams} parameters
   * @param {string} name
   * @returns {string[]} each value once; "" for reports without one
   */
  function values(parameters, name) {
    const seen = new Set(parameters.getAll(name).map((value) => value.trim()).filter(Boolean));
    return Array.from(seen, (value) => (name === "year" && value === UNKNOWN ? "" : value));
  }

  /**
   * Read an address's query string. What is unknown or malformed takes its default.
   *
   * @param {string} address with or without the question mark
   * @returns {SearchState}
   */
  function parse(address) {
    const parameters = new URLSearchParams(address);
    const offset = Number(parameters.get("offset"));
    return {
      q: parameters.get("q") || "",
      year: values(parameters, "year"),
      type: values(parameters, "type"),
      level: values(parameters, "level"),
      sort: choice(parameters.get("sort"), SORTS),
      view: choice(parameters.get("view"), VIEWS),
      order: choice(parameters.get("order"), ORDERS),
      offset: Number.isSafeInteger(offset) && offset > 0 ? offset : 0,
    };
  }

  /**
   * Write the query string of a state; defaults are left out, so that equal states have equal addresses.
   *
   * @param {SearchState} state
   * @returns {string} empty, or beginning with a question mark
   */
  function format(state) {
    const parameters = new URLSearchParams();
    if (state.q) parameters.set("q", state.q);
    for (const name of FILTERS) {
      for (const value of state[name].slice().sort()) parameters.append(name, value || UNKNOWN);
    }
    if (state.sort !== SORTS[0]) parameters.set("sort", state.sort);
    if (state.view !== VIEWS[0]) parameters.set("view", state.view);
    if (state.order !== ORDERS[0]) parameters.set("order", state.order);
    if (state.offset > 0) parameters.set("offset", String(state.offset));
    const text = parameters.toString();
    return text && "?" + text;
  }

  /**
   * A state with some fields changed. Whatever changes the answer goes back to its first page.
   *
   * @param {SearchState} state
   * @param {Partial<SearchState>} change
   * @returns {SearchState}
   */
  function turn(state, change) {
    const next = Object.assign({}, state, change);
    if (change.offset === undefined) next.offset = 0;
    return next;
  }

  /**
   * Take a filter's value if it is not chosen, put it back if it is.
   *
   * @param {SearchState} state
   * @param {FilterName} name
   * @param {string} value
   * @returns {SearchState}
   */
  function toggle(state, name, value) {
    const chosen = state[name];
    const next = chosen.indexOf(value) >= 0 ? chosen.filter((one) => one !== value) : chosen.concat(value);
    return turn(state, { [name]: next });
  }

  /**
   * The address of a hit in its report. A report opened from the search page carries all that this showed, so that the
   * way back leads there, in a new window and from a folder too.
   *
   * @param {{url: string}} report
   * @param {string | SearchState} asked the query, or with it what the page showed
   * @param {number} [hit] 1 for the first
   * @param {string} [anchor]
   * @returns {string} relative to the site's root
   */
  function hitAddress(report, asked, hit, anchor) {
    const parameters = new URLSearchParams(typeof asked === "string" ? { q: asked } : format(asked));
    if (hit) parameters.set("hit", String(hit));
    return report.url + "?" + parameters.toString() + (anchor ? "#" + anchor : "");
  }

  archive.searchState = { parse, format, turn, toggle, hitAddress, FILTERS, UNKNOWN };
})((window.archive = window.archive || /** @type {Archive} */ ({})));
