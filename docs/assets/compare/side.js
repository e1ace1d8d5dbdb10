/**
 * One side of a comparison: the report's text with what it shares marked. A mark is a button in the text; the first
 * piece of a stretch takes the focus, the others follow the pointer.
 */
(function (archive) {
  "use strict";

  /**
   * @param {CompareSide} side
   * @returns {HTMLElement}
   */
  function draw(side) {
    const make = archive.element;
    const { report } = side;
    const named = new Set();
    const body = make("div", { class: "c-text" }, ...report.blocks.map((block) => paragraph(side, block, named)));
    body.addEventListener("click", (event) => follow(event));
    body.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" && event.key !== " ") return;
      if (follow(event)) event.preventDefault();
    });

    /** @param {Event} event */
    function follow(event) {
      const mark = /** @type {Element} */ (event.target).closest("mark");
      if (!mark) return false;
      side.go(Number(/** @type {HTMLElement} */ (mark).dataset.run));
      return true;
    }

    const labels = archive.figures.labels(report);
    return make("section", { class: "c-side", "aria-label": side.name },
      make("header", { class: "c-side__head" },
        make("p", { class: "c-side__name" }, side.name, labels ? " · " + labels : ""),
        make("h2", null, make("a", { href: archive.rootAddress() + report.url }, report.title)),
        make("p", { class: "c-side__share" }, make("b", null, archive.figures.percent(side.shared, report.form.length)), " 与另一篇相同：",
          archive.count(report.form.length) + " 字中的 " + archive.count(side.shared) + " 字")),
      make("div", { class: "c-pane", tabindex: "0", role: "region", "aria-label": side.name + "正文" }, body));
  }

  /**
   * @param {CompareSide} side
   * @param {ReportBlock} block
   * @param {Set<number>} named stretches that have their button already
   * @returns {HTMLElement}
   */
  function paragraph(side, block, named) {
    const make = archive.element;
    const text = side.report.text;
    const cuts = side.cuts.slice();
    for (let at = block.from; at < block.to; at++) if (text[at] < " ") cuts.push(at, at + 1);
    const pieces = archive.stretches.pieces([block.from, block.to], side.runs, cuts);
    const nodes = pieces.map((piece) => {
      const words = text.slice(piece.start, piece.end);
      if (!piece.runs.length) return document.createTextNode(words);
      const run = piece.runs[0];
      const first = !named.has(run);
      named.add(run);
      return make("mark", { class: "c-mark", "data-run": run, "data-from": piece.start, "data-to": piece.end, role: first ? "button" : null, tabindex: first ? "0" : null }, words);
    });
    const place = archive.rootAddress() + side.report.url + "#" + block.anchor;
    const table = block.kind === "table";
    return make(table ? "div" : "p", { class: "c-block is-" + block.kind }, ...(table ? [archive.grid(nodes)] : nodes),
      block.to > block.from ? make("a", { class: "c-block__go", href: place, title: "到原文本段", "aria-label": "到原文本段" }, "¶") : null);
  }

  /**
   * Show which pieces belong to a stretch, and bring the first of them into view.
   *
   * @param {HTMLElement} node of the side
   * @param {{start: number, end: number} | null} span characters of the text
   * @param {boolean} scroll
   */
  function point(node, span, scroll) {
    let first = null;
    for (const mark of /** @type {HTMLElement[]} */ (Array.from(node.querySelectorAll(".c-mark")))) {
      const inside = Boolean(span) && Number(mark.dataset.from) >= /** @type {any} */ (span).start && Number(mark.dataset.to) <= /** @type {any} */ (span).end;
      archive.figures.point(mark, inside, span ? span.end - span.start : 0);
      if (inside && !first) first = mark;
    }
    const pane = /** @type {HTMLElement} */ (node.querySelector(".c-pane"));
    if (!first || !scroll) return;
    const own = getComputedStyle(pane).overflowY === "auto";
    if (!own) return first.scrollIntoView({ block: "center" });
    pane.scrollTop += first.getBoundingClientRect().top - pane.getBoundingClientRect().top - pane.clientHeight / 3;
  }

  archive.compareSide = { draw, point };
})((window.archive = window.archive || /** @type {Archive} */ ({})));
