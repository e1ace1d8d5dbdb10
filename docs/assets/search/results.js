/**
 * The list view: one report after another with its first hits, and the reports that the word index ranks.
 */
(function (archive) {
  "use strict";

  /** The engine cuts so many characters on each side; fewer means that the report begins or ends there. */
  const AROUND = 20;

  /**
   * The labels of a report on one line; what is unknown is left out, as in the lists.
   *
   * @param {{year: number | null, type: string | null, unit_level: string | null}} report
   * @returns {string}
   */
  function labels(report) {
    const known = [report.year ? report.year + "年" : "", report.type, report.unit_level];
    return known.filter((label) => label && label !== "未定" && label !== "未注明").join(" · ");
  }

  /**
   * A piece of a report with its hit marked.
   *
   * @param {{before: string, match: string, after: string}} snippet
   * @returns {HTMLElement}
   */
  function quotation(snippet) {
    const make = archive.element;
    const cut = (/** @type {string} */ side) => (Array.from(side).length < AROUND ? "" : "…");
    return make("span", { class: "s-quote" }, cut(snippet.before) + snippet.before, make("mark", null, snippet.match),
      snippet.after + cut(snippet.after));
  }

  /**
   * One report of the answer.
   *
   * @param {SearchDocument} report
   * @param {SearchState} state
   * @returns {HTMLElement}
   */
  function item(report, state) {
    const make = archive.element;
    const root = archive.rootAddress();
    const address = (/** @type {number} */ hit, /** @type {string} */ anchor) =>
      root + archive.searchState.hitAddress(report, state, hit, anchor);
    const shown = report.snippets.length;
    const first = shown ? report.snippets[0].anchor : "";
    return make("li", { class: "s-result", "data-id": report.id },
      make("h2", { class: "s-result__title" }, make("a", { href: address(1, first), "data-walk": true }, report.title)),
      make("p", { class: "s-result__labels" }, labels(report), make("span", { class: "s-result__count" }, "命中 " + report.count + " 处")),
      make("ul", { class: "s-result__hits" }, ...report.snippets.map((snippet, at) =>
        make("li", null, make("a", { href: address(snippet.hit || at + 1, snippet.anchor) }, quotation(snippet))))),
      report.count > shown && shown
        ? make("p", { class: "s-result__more" }, make("a", { href: address(shown + 1, "") }, "其余 " + (report.count - shown) + " 处，到文中看")) : null);
  }

  /**
   * All reports of one page of the answer.
   *
   * @param {SearchDocument[]} reports
   * @param {SearchState} state
   * @returns {HTMLElement}
   */
  function list(reports, state) {
    return archive.element("ol", { class: "s-results", start: state.offset + 1 }, ...reports.map((report) => item(report, state)));
  }

  /**
   * The way to the pages before and after.
   *
   * @param {{offset: number, size: number, total: number}} span
   * @param {(offset: number) => void} go
   * @returns {HTMLElement | null}
   */
  function pager(span, go) {
    if (span.total <= span.size && !span.offset) return null;
    const make = archive.element;
    const last = Math.min(span.offset + span.size, span.total);
    const button = (/** @type {string} */ name, /** @type {number} */ offset, /** @type {boolean} */ open) =>
      make("button", { type: "button", class: "s-button", disabled: !open, onclick: () => go(offset) }, name);
    return make("nav", { class: "s-pager", "aria-label": "结果分页" },
      button("上一页", Math.max(0, span.offset - span.size), span.offset > 0),
      make("span", null, "第 " + (span.offset + 1) + "–" + last + " 篇，共 " + span.total + " 篇"),
      button("下一页", span.offset + span.size, last < span.total));
  }

  /**
   * Reports that fit the words of the query, whether or not they hold its phrase.
   *
   * @param {WordHit[]} reports
   * @param {boolean} alone whether no hit stands above them
   * @returns {HTMLElement}
   */
  function related(reports, alone) {
    const make = archive.element;
    return make("section", { class: "s-related", "aria-labelledby": "s-related-title" },
      make("h2", { id: "s-related-title" }, "相关报告"),
      make("p", { class: "s-quiet" }, alone ? "下列报告的标题、标签或主题词与检索词相近：" : "按标题、标签和主题词排列，不一定含有原文："),
      make("ul", { class: "s-related__list" }, ...reports.map((report) => make("li", null,
        make("a", { href: archive.rootAddress() + report.url, "data-walk": true }, report.title),
        make("span", { class: "s-result__labels" }, labels(report))))));
  }

  archive.results = { list, pager, related, labels, quotation };
})((window.archive = window.archive || /** @type {Archive} */ ({})));
