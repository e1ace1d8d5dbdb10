/**
 * In a report that was opened from a search: every hit is marked, one is current, and a small bar leads from hit to
 * hit. The marks come from the matcher that counted the hits.
 */
(function (archive) {
  "use strict";

  /** What the index knows as a block has an anchor of one of these forms. */
  const BLOCK = "[id=t], [id^='h-'], [id^='p-']";
  /** Parts of the page that stand inside the report and are not its text. */
  const FOREIGN = "button, script, style, svg, .headerlink, .paragraph-tools, [data-not-text]";

  /**
   * The text nodes of the report, in reading order, with the block that each stands in.
   *
   * @param {HTMLElement} report
   * @returns {Text[]}
   */
  function textNodes(report) {
    const walker = document.createTreeWalker(report, NodeFilter.SHOW_TEXT, {
      acceptNode(node) {
        const parent = /** @type {HTMLElement} */ (node.parentElement);
        return parent.closest(FOREIGN) || !parent.closest(BLOCK) ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_ACCEPT;
      },
    });
    /** @type {Text[]} */
    const out = [];
    while (walker.nextNode()) out.push(/** @type {Text} */ (walker.currentNode));
    return out;
  }

  /**
   * Wrap the stretches in marks.
   *
   * @param {Text[]} nodes
   * @param {Stretch[]} stretches ascending
   * @returns {HTMLElement[][]} the marks of each hit, hit 1 first
   */
  function wrap(nodes, stretches) {
    /** @type {HTMLElement[][]} */
    const hits = [];
    for (const stretch of stretches.slice().reverse()) { // from the end, so that earlier offsets stay right
      const node = nodes[stretch.text];
      const piece = node.splitText(stretch.start);
      piece.splitText(stretch.end - stretch.start);
      const mark = archive.element("mark", { class: "hit", "data-hit": stretch.hits.join(" ") });
      /** @type {Node} */ (piece.parentNode).replaceChild(mark, piece);
      mark.appendChild(piece);
      for (const hit of stretch.hits) (hits[hit - 1] = hits[hit - 1] || []).unshift(mark);
    }
    return hits;
  }

  /**
   * Take the marks away again; the text nodes are as they were.
   *
   * @param {HTMLElement} report
   */
  function restore(report) {
    for (const mark of Array.from(report.querySelectorAll("mark.hit"))) {
      const parent = /** @type {Node} */ (mark.parentNode);
      while (mark.firstChild) parent.insertBefore(mark.firstChild, mark);
      parent.removeChild(mark);
      parent.normalize();
    }
  }

  /**
   * Mark the hits of a query in a report.
   *
   * @param {HTMLElement} report
   * @param {string} query
   * @returns {Promise<HTMLElement[][]>} the marks of each hit, in reading order
   */
  async function highlight(report, query) {
    const nodes = textNodes(report);
    const blocks = nodes.map((node) => /** @type {HTMLElement | null} */ (/** @type {HTMLElement} */ (node.parentElement).closest(BLOCK)));
    const found = await archive.hitsInReport({ texts: nodes.map((node) => node.data), blocks, query });
    return wrap(nodes, found);
  }

  /**
   * Bring into sight what the page was opened for: at once, and again when the browser has gone its own slow way to the
   * anchor, unless the reader has moved on.
   *
   * @param {HTMLElement} mark
   */
  function settle(mark) {
    let moved = false;
    const go = () => moved || mark.scrollIntoView({ block: "center", behavior: "instant" });
    const again = () => requestAnimationFrame(() => requestAnimationFrame(go));
    for (const sign of ["wheel", "touchmove", "keydown", "pointerdown"]) window.addEventListener(sign, () => { moved = true; }, { once: true, passive: true });
    go();
    if (document.readyState === "complete") again();
    else window.addEventListener("load", again);
  }

  /**
   * The bar with the counter and its buttons, and the keys n and p.
   *
   * @param {HTMLElement} report
   * @param {HTMLElement[][]} hits
   * @param {number} first from 1
   */
  function lead(report, hits, first) {
    const make = archive.element;
    const counter = make("span", { class: "hits__count", role: "status" });
    const bar = make("div", { class: "hits", role: "region", "aria-label": "命中导航", "data-hits-bar": true },
      make("a", { class: "hits__back", href: archive.rootAddress() + "search.html" + archive.searchState.format(archive.searchState.parse(location.search)) }, "回到检索"),
      counter,
      make("button", { type: "button", title: "上一处（p）", "aria-label": "上一处", onclick: () => show(current - 1) }, "‹"),
      make("button", { type: "button", title: "下一处（n）", "aria-label": "下一处", onclick: () => show(current + 1) }, "›"),
      make("button", { type: "button", title: "去掉标记（Esc）", "aria-label": "去掉标记", onclick: close }, "×"));
    let current = first;
    document.body.appendChild(bar);
    document.addEventListener("keydown", pressed);
    show(first);
    settle(hits[current - 1][0]);

    /** @param {number} hit wraps round at both ends */
    function show(hit) {
      for (const mark of hits[current - 1] || []) mark.classList.remove("is-current");
      current = ((hit - 1 + hits.length) % hits.length) + 1;
      const marks = hits[current - 1];
      for (const mark of marks) mark.classList.add("is-current");
      for (let up = /** @type {HTMLElement | null} */ (marks[0]); up; up = up.parentElement) {
        if (up instanceof HTMLDetailsElement) up.open = true;
      }
      marks[0].scrollIntoView({ block: "center" });
      archive.fill(counter, "命中 " + current + "/" + hits.length);
    }

    /** @param {KeyboardEvent} event */
    function pressed(event) {
      if (!archive.site.meant(event)) return;
      if (event.key === "n") show(current + 1);
      else if (event.key === "p") show(current - 1);
      else if (event.key === "Escape") close();
    }

    function close() {
      document.removeEventListener("keydown", pressed);
      bar.remove();
      restore(report);
    }
  }

  /** @returns {string} what this report was opened with */
  function query() {
    return new URLSearchParams(location.search).get("q") || "";
  }

  async function start() {
    const report = document.querySelector("[data-report-text]");
    if (!(report instanceof HTMLElement) || !query().trim()) return;
    try {
      const hits = await highlight(report, query());
      if (!hits.length) return note("本篇没有这段文字：" + query());
      report.classList.add("is-asked");
      const asked = Number(new URLSearchParams(location.search).get("hit"));
      lead(report, hits, asked >= 1 && asked <= hits.length ? Math.floor(asked) : 1);
    } catch (error) {
      note("命中没有标出来：" + /** @type {Error} */ (error).message);
    }
  }

  /** @param {string} text */
  function note(text) {
    const bar = archive.element("div", { class: "hits", role: "status", "data-hits-bar": true }, archive.element("span", null, text),
      archive.element("button", { type: "button", "aria-label": "关闭", onclick: () => bar.remove() }, "×"));
    document.body.appendChild(bar);
  }

  archive.highlight = { mark: highlight, restore };
  void start();
})((window.archive = window.archive || /** @type {Archive} */ ({})));
