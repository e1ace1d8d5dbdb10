/**
 * Where one passage of a draft stands: reports that hold all of it, and those that hold pieces of it.
 */
(function (archive) {
  "use strict";

  const SHOWN = 20;

  /**
   * Part the reports of a passage: those that hold it whole, in one stretch, and those that hold pieces, were they all.
   *
   * @param {DraftResult} result
   * @param {{start: number, end: number}} span of the passage, in units
   * @returns {{whole: DraftHolders, pieces: DraftHolders}}
   */
  function split(result, span) {
    const { covered } = archive.stretches;
    const size = span.end - span.start;
    const whole = (/** @type {DraftHolder} */ one) => one.run.start <= span.start && one.run.end >= span.end;
    const found = result.reports.map((report) => ({ report, run: longest(report.runs, span), shared: covered(clipped(report.runs, span)) }))
      .filter((one) => one.shared).sort((one, two) => two.shared - one.shared);
    const unread = result.unread.map((windows) => covered(clipped(windows.map(([start, end]) => ({ start, end: end + result.least - 1 })), span)))
      .filter((shared) => shared >= result.least);
    const all = unread.filter((shared) => shared === size).length;
    return {
      whole: { found: found.filter(whole), unread: all },
      pieces: { found: found.filter((one) => !whole(one)), unread: unread.length - all },
    };
  }

  /**
   * @param {{start: number, end: number}[]} runs
   * @param {{start: number, end: number}} span
   * @returns {{start: number, end: number}[]} what of them lies inside the span
   */
  function clipped(runs, span) {
    return runs.map(({ start, end }) => ({ start: Math.max(start, span.start), end: Math.min(end, span.end) })).filter(({ start, end }) => start < end);
  }

  /**
   * @param {DraftRun[]} runs
   * @param {{start: number, end: number}} span
   * @returns {DraftRun} the one that shares most of the span
   */
  function longest(runs, span) {
    const size = (/** @type {DraftRun} */ run) => Math.min(run.end, span.end) - Math.max(run.start, span.start);
    return runs.slice().sort((one, two) => size(two) - size(one))[0];
  }

  /**
   * @param {DraftHolders} holders
   * @param {string} verb
   * @returns {string} how many reports there are, as far as is known
   */
  function counted(holders, verb) {
    const found = holders.found.length;
    if (!found) return "可能" + verb + "约 " + archive.count(holders.unread) + " 篇";
    return verb + " " + found + " 篇" + (holders.unread ? "，连同未逐字核对的约 " + archive.count(found + holders.unread) + " 篇" : "");
  }

  /**
   * @param {DraftResult} result
   * @param {{start: number, end: number}} span of the passage, in units
   * @param {(report: FoundReport, run: DraftRun) => HTMLElement} link
   * @returns {(HTMLElement | null)[]}
   */
  function told(result, span, link) {
    const make = archive.element;
    const { whole, pieces } = split(result, span);
    const some = (/** @type {DraftHolders} */ holders) => holders.found.length + holders.unread > 0;
    const list = (/** @type {DraftHolders} */ holders) => [
      make("ol", { class: "d-sources" }, ...holders.found.slice(0, SHOWN).map(({ report, run, shared }) => make("li", null, link(report, run),
        make("span", { class: "s-quiet" }, archive.figures.labels(report) + " · 相同 " + shared + " 字")))),
      holders.found.length > SHOWN ? make("p", { class: "s-quiet" }, "另有 " + (holders.found.length - SHOWN) + " 篇已核对，不再列出。") : null,
    ];
    const unread = whole.unread + pieces.unread;
    return [
      make("p", null, !some(whole) ? "没有哪一篇含有整段。" : counted(whole, some(pieces) ? "整段见于" : "见于") + (whole.found.length ? "：" : "。")),
      ...list(whole),
      some(pieces) ? make("p", null, "其中片段（" + result.least + " 字以上）" + counted(pieces, some(whole) ? "另见于" : "见于") + (pieces.found.length ? "：" : "。")) : null,
      ...list(pieces),
      unread ? make("p", { class: "s-quiet" }, "约 " + archive.count(unread) + " 篇只比对了指纹，没有逐字核对；说法太常见时不必全部取来。") : null,
    ];
  }

  archive.sources = { split, told };
})((window.archive = window.archive || /** @type {Archive} */ ({})));
