/**
 * Two reports side by side: the bar with its figures and ways to go, both texts, and the walk through what they share.
 */
(function (archive) {
  "use strict";

  const NAMES = ["左篇", "右篇"];
  const RANGE = [6, 30];

  /**
   * @param {WholeReport[]} reports
   * @param {number} first from how many characters on
   * @param {CompareActions} actions
   * @returns {HTMLElement}
   */
  function view(reports, first, actions) {
    const make = archive.element;
    const pair = new archive.stretches.Pair(reports[0].form, reports[1].form);
    const sides = make("div", { class: "c-sides", "data-shown": "0" });
    const status = make("p", { class: "c-bar__at", role: "status" });
    const value = make("output", null, String(first));
    const range = /** @type {HTMLInputElement} */ (make("input", { type: "range", min: RANGE[0], max: RANGE[1], value: first, "aria-label": "几个字以上算相同" }));
    const button = (/** @type {string} */ name, /** @type {() => void} */ act, /** @type {string} */ hint) =>
      make("button", { type: "button", class: "s-button", onclick: act, title: hint }, name);
    const back = button("‹ 上一处", () => step(-1), "上一处（p）");
    const on = button("下一处 ›", () => step(1), "下一处（n）");
    const tabs = NAMES.map((name, side) => make("button", { type: "button", class: "s-button", "aria-pressed": String(!side), onclick: () => show(side) }, name));
    const formula = make("p", { class: "c-formula" });
    /** @type {SharedRun[][]} */
    let runs = [];
    /** @type {HTMLElement[]} */
    let nodes = [];
    let current = -1;
    let turn = 0;

    range.addEventListener("input", () => {
      archive.fill(value, range.value);
      redraw(Number(range.value));
      actions.least(Number(range.value));
    });
    const node = make("div", { class: "c-compare" },
      make("div", { class: "c-bar", role: "group", "aria-label": "对照的工具" },
        make("label", { class: "c-bar__least" }, "连续 ", value, " 字以上算相同 ", range),
        make("span", { class: "c-bar__walk" }, back, on), status,
        make("span", { class: "c-bar__tabs s-switch" }, ...tabs),
        make("span", { class: "c-bar__more" }, button("左右对调", actions.swap, "把两篇的位置换过来"),
          ...NAMES.map((name, side) => button("换" + name, () => actions.change(side), "另选一篇报告")), button("打印", () => window.print(), "打印两篇和标记"))),
      formula, sides);
    archive.walkKeys(node, step);
    redraw(first);
    return node;

    /** @param {number} least */
    function redraw(least) {
      current = -1;
      runs = [0, 1].map((side) => pair.runs(side, least));
      const spans = runs.map((some, side) => some.map((run) => span(reports[side], run.start, run.end)));
      const cuts = [0, 1].map((side) => runs[1 - side].reduce((all, run) => {
        const to = span(reports[side], run.places[0], run.places[0] + run.end - run.start);
        return all.concat(to.start, to.end);
      }, /** @type {number[]} */ ([])));
      nodes = reports.map((report, side) => archive.compareSide.draw({
        name: NAMES[side], report, runs: spans[side], cuts: cuts[side], shared: archive.stretches.covered(runs[side]), go: (run) => go(side, run, side),
      }));
      archive.fill(sides, ...nodes);
      const none = !runs[0].length;
      archive.fill(status, none ? "没有连续 " + least + " 字以上相同的文字，可以把字数调小" : "相同的文字 " + runs[0].length + " 处");
      /** @type {HTMLButtonElement} */ (back).disabled = /** @type {HTMLButtonElement} */ (on).disabled = none;
      archive.fill(formula, "占比 = 本篇落在连续 " + least + " 字以上相同文字里的字数 ÷ 本篇总字数；只数汉字、字母和数字，标点、空格不计，简繁、全半角视为相同。");
    }

    /** @param {number} by */
    function step(by) {
      const count = runs[0].length;
      if (count) go(0, current < 0 ? (by > 0 ? 0 : count - 1) : (current + by + count) % count, -1);
    }

    /**
     * Point at a stretch on both sides.
     *
     * @param {number} side whose stretch it is
     * @param {number} number
     * @param {number} still the side that stays where it is, or -1
     */
    function go(side, number, still) {
      const run = runs[side][number];
      const at = side ? runs[0].findIndex((one) => one.end > run.places[0]) : number;
      turn = still >= 0 && at === current ? (turn + 1) % run.places.length : 0;
      current = at;
      const size = run.end - run.start;
      const place = run.places[turn];
      const other = 1 - side;
      archive.compareSide.point(nodes[side], span(reports[side], run.start, run.end), side !== still);
      archive.compareSide.point(nodes[other], span(reports[other], place, place + size), false);
      if (narrow()) show(still < 0 ? 0 : other);
      archive.compareSide.point(nodes[other], span(reports[other], place, place + size), !narrow() || still >= 0);
      const many = run.places.length > 1 ? "，" + NAMES[other] + "有 " + run.places.length + " 处，这是第 " + (turn + 1) + " 处" : "";
      archive.fill(status, "第 " + (current + 1) + " / " + runs[0].length + " 处，" + size + " 字" + many);
    }

    /** @param {number} side the one to be seen where there is room for one only */
    function show(side) {
      sides.dataset.shown = String(side);
      tabs.forEach((tab, at) => tab.setAttribute("aria-pressed", String(at === side)));
    }
  }

  /**
   * @param {WholeReport} report
   * @param {number} start in units of the search form
   * @param {number} end
   * @returns {{start: number, end: number}} in characters of the text
   */
  function span(report, start, end) {
    return { start: report.starts[start], end: report.ends[end - 1] };
  }

  /** @returns {boolean} whether one side is seen at a time */
  function narrow() {
    return window.matchMedia("(max-width: 60em)").matches;
  }

  archive.compareView = view;
})((window.archive = window.archive || /** @type {Archive} */ ({})));
