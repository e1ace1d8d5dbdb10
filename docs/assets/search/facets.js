/**
 * The filters beside the results. The counts come from the answer, where each filter counts as if it were not set
 * itself, so that a second value can be taken while one is chosen.
 */
(function (archive) {
  "use strict";

  /** Values beyond this many are folded away unless one of them is chosen. */
  const SHOWN = 8;
  const TITLES = { year: "年份", type: "类型", level: "单位层级", sector: "领域", admin: "行政层级" };
  const NAMELESS = { year: "年份未注明", type: "未定", level: "层级未注明", sector: "领域未注明", admin: "行政层级未注明" };

  /**
   * The rows of one filter: every value that the answer counts, and every chosen value even if it counts nothing.
   *
   * @param {FacetName} name
   * @param {Record<string, number>} counts
   * @param {string[]} chosen
   * @returns {FacetRow[]} years from the newest, other values from the most frequent; unknown last
   */
  function rows(name, counts, chosen) {
    const values = Array.from(new Set(Object.keys(counts).concat(chosen)));
    const all = values.map((value) => ({
      value, label: value ? (name === "year" ? value + "年" : value) : NAMELESS[name],
      count: counts[value] || 0, chosen: chosen.indexOf(value) >= 0,
    }));
    return all.filter((row) => row.count || row.chosen).sort((a, b) => {
      if (!a.value || !b.value) return a.value ? -1 : 1;
      if (name === "year") return Number(b.value) - Number(a.value);
      return b.count - a.count || (a.value < b.value ? -1 : 1);
    });
  }

  /**
   * Draw the filters into a node, keeping the focus where it was.
   *
   * @param {HTMLElement} node
   * @param {Partial<Record<FacetName, Record<string, number>>>} counts
   * @param {FacetOptions} options
   */
  function draw(node, counts, options) {
    const focused = document.activeElement instanceof HTMLElement ? document.activeElement.dataset.facet : undefined;
    const names = options.names || archive.searchState.FILTERS;
    const some = names.some((name) => chosenOf(options, name).length);
    archive.fill(node,
      some ? archive.element("button", { type: "button", class: "s-link", "data-facet": "clear", onclick: options.clear }, "清除全部筛选") : null,
      ...names.map((name) => group(name, rows(name, counts[name] || {}, chosenOf(options, name)), options)));
    if (focused === undefined) return;
    const again = Array.from(node.querySelectorAll("[data-facet]"))
      .find((one) => one instanceof HTMLElement && one.dataset.facet === focused);
    if (again instanceof HTMLElement) again.focus();
  }

  /**
   * @param {FacetOptions} options
   * @param {FacetName} name
   * @returns {string[]}
   */
  function chosenOf(options, name) {
    return options.state[name] || [];
  }

  /**
   * @param {FacetName} name
   * @param {FacetRow[]} all
   * @param {FacetOptions} options
   * @returns {HTMLElement | null}
   */
  function group(name, all, options) {
    if (!all.length) return null;
    const make = archive.element;
    const first = all.filter((row, at) => at < SHOWN || row.chosen);
    const rest = all.filter((row, at) => at >= SHOWN && !row.chosen);
    const more = rest.length
      ? make("details", { class: "s-facet__more", open: options.unfolded.has(name), ontoggle: (/** @type {Event} */ event) => {
        options.unfolded[/** @type {HTMLDetailsElement} */ (event.target).open ? "add" : "delete"](name);
      } }, make("summary", null, "另有 " + rest.length + " 项"), ...rest.map((row) => line(name, row, options)))
      : null;
    return make("fieldset", { class: "s-facet" }, make("legend", null, TITLES[name]), ...first.map((row) => line(name, row, options)), more);
  }

  /**
   * @param {FacetName} name
   * @param {FacetRow} row
   * @param {FacetOptions} options
   * @returns {HTMLElement}
   */
  function line(name, row, options) {
    const make = archive.element;
    const box = make("input", {
      type: "checkbox", name, value: row.value, checked: row.chosen, "data-facet": name + ":" + row.value,
      onchange: () => options.toggle(name, row.value),
    });
    return make("label", { class: "s-facet__row" + (row.count ? "" : " is-empty") }, box,
      make("span", { class: "s-facet__name" }, row.label),
      make("span", { class: "s-facet__count" }, archive.count(row.count), make("span", { class: "s-offscreen" }, " 篇")));
  }

  /**
   * How many values are chosen in all.
   *
   * @param {SearchState} state
   * @returns {number}
   */
  function chosen(state) {
    return archive.searchState.FILTERS.reduce((sum, name) => sum + state[name].length, 0);
  }

  archive.facets = { rows, draw, chosen };
})((window.archive = window.archive || /** @type {Archive} */ ({})));
