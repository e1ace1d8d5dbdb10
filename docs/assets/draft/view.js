/**
 * What a check found: the draft with its marks, the rate of each sentence, and beside them the reports.
 */
(function (archive) {
  "use strict";

  const SHOWN = 20;
  const LONGEST_QUERY = 60;
  /** So near the upper and the lower edge, in pixels, bars may lie over a mark. */
  const EDGES = [140, 80];

  /**
   * @param {CheckedDraft} draft
   * @param {HTMLElement} text where the draft goes
   * @param {HTMLElement} side where the reports go
   * @returns {{step: (by: number) => void}}
   */
  function view(draft, text, side) {
    const make = archive.element;
    const detail = make("section", { class: "d-detail", "aria-live": "polite", tabindex: "-1" });
    const list = make("section", { class: "d-reports", "aria-labelledby": "d-reports" });
    /** @type {HTMLElement[]} */
    const marks = [];
    let current = -1;
    let only = "";

    archive.fill(text, ...draft.sentences.map(sentence));
    archive.fill(side, detail, list);
    reports(false);
    archive.fill(detail, make("p", { class: "s-quiet" }, draft.marks.length ? "点文中一处标记，这里列出它出自哪些报告。" : "没有连续 " + draft.result.least + " 字以上与库中报告相同的文字。"));

    /**
     * @param {DraftSentence} one
     * @returns {HTMLElement}
     */
    function sentence(one) {
      const pieces = archive.stretches.pieces([one.start, one.end], draft.marks);
      const nodes = pieces.map((piece) => {
        const words = draft.text.slice(piece.start, piece.end);
        if (!piece.runs.length) return document.createTextNode(words);
        const number = piece.runs[0];
        const first = !marks[number];
        const mark = make("mark", { class: "d-mark is-" + one.level, "data-mark": number, "data-from": piece.start, "data-to": piece.end,
          role: first ? "button" : null, tabindex: first ? "0" : null, onclick: () => choose(number, true),
          onkeydown: (/** @type {KeyboardEvent} */ event) => {
            if (event.key !== "Enter" && event.key !== " ") return;
            event.preventDefault();
            choose(number, true);
          } }, words);
        if (first) marks[number] = mark;
        return mark;
      });
      const share = one.shared ? archive.figures.percent(one.shared, one.length) : "";
      const rate = share ? make("span", { class: "d-rate", role: "img", "data-rate": share, "aria-label": share, title: "本句 " + one.length + " 字，相同 " + one.shared + " 字" }) : null;
      return make("span", { class: "d-sentence" }, ...nodes.slice(0, -1), ...ending(nodes[nodes.length - 1], rate));
    }

    /**
     * @param {number} number of a mark
     * @param {boolean} go to what is told about it, where that stands below
     */
    function choose(number, go) {
      current = number;
      const { start, end } = draft.result.marks[number];
      for (const mark of all()) archive.figures.point(mark, Number(mark.dataset.mark) === number, end - start);
      archive.fill(detail, ...about(number));
      if (go && window.matchMedia("(max-width: 60em)").matches) {
        detail.scrollIntoView({ block: "start" });
        detail.focus({ preventScroll: true });
      } else {
        marks[number].scrollIntoView({ block: "nearest" });
      }
    }

    /** @returns {HTMLElement[]} */
    function all() {
      return Array.from(text.querySelectorAll(".d-mark"));
    }

    /**
     * @param {number} number of a mark
     * @returns {(HTMLElement | null)[]}
     */
    function about(number) {
      const span = draft.result.marks[number];
      const query = draft.mapped.form.slice(span.start, Math.min(span.end, span.start + LONGEST_QUERY));
      return [
        make("h2", null, "第 " + (number + 1) + " 处，" + (span.end - span.start) + " 字"),
        ...archive.sources.told(draft.result, span, link),
        make("p", null, make("a", { href: archive.rootAddress() + "search.html?" + new URLSearchParams({ q: query }), target: "_blank", rel: "noopener" },
          span.end - span.start > LONGEST_QUERY ? "用前 " + LONGEST_QUERY + " 字全文检索" : "全文检索这一处"), span.end - span.start > LONGEST_QUERY ? "，可得这 " + LONGEST_QUERY + " 字的准确篇数。" : "，可得准确篇数。"),
        make("p", { class: "d-back" }, make("button", { type: "button", class: "s-button", onclick: () => { marks[number].scrollIntoView({ block: "center" }); marks[number].focus({ preventScroll: true }); } }, "回到文中")),
      ];
    }

    /** @param {boolean} whole whether all are shown */
    function reports(whole) {
      const { reports: found, unread } = draft.result;
      const shown = whole ? found : found.slice(0, SHOWN);
      archive.fill(list, make("h2", { id: "d-reports" }, found.length ? "相同文字较多的报告" : ""),
        make("ol", { class: "d-sources" }, ...shown.map((report) => make("li", null, link(report, report.runs[0]),
          make("span", { class: "s-quiet" }, archive.figures.labels(report) + " · 共 " + archive.count(report.shared) + " 字，占文稿 " + archive.figures.percent(report.shared, draft.mapped.form.length)),
          make("button", { type: "button", class: "s-link", "aria-pressed": String(only === report.id), onclick: () => filter(report.id, whole) },
            only === report.id ? "看全部标记" : "只标这一篇")))),
        shown.length < found.length ? make("button", { type: "button", class: "s-button", onclick: () => reports(true) }, "列出全部 " + found.length + " 篇") : null,
        unread.length ? make("p", { class: "s-quiet" }, "另约 " + archive.count(unread.length) + " 篇含有其中常见的说法，只比对了指纹，没有逐字核对。标记不受影响。") : null);
    }

    /**
     * Mark what one report shares, or everything again.
     *
     * @param {string} id
     * @param {boolean} whole
     */
    function filter(id, whole) {
      only = only === id ? "" : id;
      const report = draft.result.reports.find((one) => one.id === only);
      const spans = report ? report.runs.map((run) => [draft.mapped.starts[run.start], draft.mapped.ends[run.end - 1]]) : [];
      for (const mark of all()) {
        const inside = spans.some(([start, end]) => start < Number(mark.dataset.to) && end > Number(mark.dataset.from));
        mark.classList.toggle("is-faded", Boolean(only) && !inside);
      }
      reports(whole);
      const pressed = /** @type {HTMLElement | null} */ (list.querySelector('[aria-pressed="true"]'));
      if (pressed) pressed.focus({ preventScroll: true });
      const first = text.querySelector(".d-mark:not(.is-faded)");
      if (only && first && !window.matchMedia("(max-width: 60em)").matches) first.scrollIntoView({ block: "center" });
    }

    /**
     * @param {FoundReport} report
     * @param {DraftRun} run
     * @returns {HTMLElement}
     */
    function link(report, run) {
      return make("a", { href: place(report, run), target: "_blank", rel: "noopener", title: "在新窗口打开这一处" }, report.title);
    }

    /**
     * @param {FoundReport} report
     * @param {DraftRun} run
     * @returns {string} the page of the report, at the words
     */
    function place(report, run) {
      const query = draft.mapped.form.slice(run.start, Math.min(run.end, run.start + LONGEST_QUERY));
      return archive.rootAddress() + archive.searchState.hitAddress(report, query, 1, run.anchor);
    }

    return {
      step(by) {
        const count = draft.marks.length;
        if (!count) return;
        choose(current < 0 ? (by > 0 ? 0 : count - 1) : (current + by + count) % count, false);
        marks[current].focus({ preventScroll: true });
        const { top, bottom } = marks[current].getBoundingClientRect();
        if (top < EDGES[0] || bottom > window.innerHeight - EDGES[1]) marks[current].scrollIntoView({ block: "center" });
      },
    };
  }

  /**
   * The rate stands behind the words of its sentence and before the line end.
   *
   * @param {Node} last
   * @param {HTMLElement | null} rate
   * @returns {(Node | null)[]}
   */
  function ending(last, rate) {
    const words = last.textContent || "";
    const kept = words.replace(/\s+$/, "");
    if (!rate || kept === words) return [last, rate];
    last.textContent = kept;
    return [last, rate, document.createTextNode(words.slice(kept.length))];
  }

  archive.draftView = view;
})((window.archive = window.archive || /** @type {Archive} */ ({})));
