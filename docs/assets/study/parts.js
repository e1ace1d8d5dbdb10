/**
 * One part of all reports: a kind is chosen, the reports that have it are filtered, and ten at a time are read from the
 * text parts of the search index. Which reports have it stands in one small file a kind.
 */
(function (archive) {
  "use strict";

  const PAGE = 10;
  /** Longer texts are folded. */
  const FOLDED = 500;
  const study = archive.study;
  const make = archive.element;
  const FILTERS = archive.searchState.FILTERS;

  /**
   * @param {HTMLElement} app
   * @param {HTMLAnchorElement[]} tabs one a kind, the first is chosen when the address names none
   */
  function start(app, tabs) {
    const status = make("p", { class: "s-status", role: "status" });
    const facets = make("div", { class: "s-facets", id: "part-facets" });
    const fold = make("button", { type: "button", class: "s-button s-side__fold", "aria-expanded": "false", "aria-controls": "part-facets", onclick: () => {
      fold.setAttribute("aria-expanded", String(side.classList.toggle("is-open")));
    } }, "筛选");
    const side = make("aside", { class: "s-side", "aria-label": "筛选" }, fold, facets);
    const body = make("div", { class: "s-body" });
    const within = /** @type {HTMLFormElement} */ (document.querySelector("[data-part-search]"));
    const unfolded = new Set();
    let state = read();
    let newest = 0;
    let job = { aborted: false };
    archive.fill(app, status, make("div", { class: "s-columns" }, side, make("div", { class: "s-main" }, body)));
    tabs.forEach((tab) => tab.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      turn({ kind: tab.dataset.kind, offset: 0 });
    }));
    within.addEventListener("submit", (event) => {
      event.preventDefault();
      const words = /** @type {HTMLInputElement} */ (within.elements.namedItem("words")).value.trim();
      if (words) location.href = "search.html" + archive.searchState.format(archive.searchState.turn(state, { q: "部分:" + state.kind + " " + words }));
    });
    window.addEventListener("popstate", () => { state = read(); void show(); });
    void show();

    /** @returns {PartState} */
    function read() {
      const known = archive.searchState.parse(location.search);
      const asked = new URLSearchParams(location.search).get("part");
      const kind = tabs.some((tab) => tab.dataset.kind === asked) ? asked : tabs[0].dataset.kind;
      return Object.assign(known, { kind: String(kind), offset: known.offset - (known.offset % PAGE) });
    }

    /** @param {Partial<PartState>} change */
    function turn(change) {
      state = Object.assign({}, state, { offset: 0 }, change);
      const parameters = new URLSearchParams(archive.searchState.format(Object.assign({}, state, { q: "" })));
      parameters.set("part", state.kind);
      study.remember(parameters, "push");
      void show();
    }

    async function show() {
      const mine = (newest += 1);
      job.aborted = true;
      job = { aborted: false };
      for (const tab of tabs) {
        if (tab.dataset.kind === state.kind) tab.setAttribute("aria-current", "true");
        else tab.removeAttribute("aria-current");
      }
      const slow = window.setTimeout(() => mine === newest && archive.fill(status, "正在载入…"), 250);
      try {
        const found = await gather(tabs.filter((tab) => tab.dataset.kind === state.kind)[0], state);
        const offset = state.offset < found.rows.length ? state.offset : 0;
        const texts = await archive.parts.texts(found.store, found.rows.slice(offset, offset + PAGE), state.kind, job);
        if (mine !== newest) return;
        archive.facets.draw(facets, found.counts, { state, unfolded, toggle: (name, value) => turn(archive.searchState.toggle(state, name, value)), clear: () => turn({ year: [], type: [], level: [] }) });
        archive.fill(status, "“" + state.kind + "” " + archive.count(found.rows.length) + " 篇");
        archive.fill(body, ...texts.map((text, at) => entry(text, state.kind, found.chars[offset + at])),
          found.rows.length ? null : make("p", { class: "s-quiet" }, "所选范围里没有这一部分。去掉一项筛选再看。"),
          study.pager({ offset, size: PAGE, total: found.rows.length }, (next) => { turn({ offset: next }); status.scrollIntoView(); }));
      } catch (error) {
        if (mine === newest) { archive.fill(status); archive.fill(body, study.failed(error, () => void show())); }
      } finally {
        window.clearTimeout(slow);
      }
    }
  }

  /**
   * The reports that have a part and pass the filters, the newest first; and how many each filter value has.
   *
   * @param {HTMLElement} tab
   * @param {PartState} state
   */
  async function gather(tab, state) {
    const [listed] = await Promise.all([study.object(String(tab.dataset.file)), archive.ready()]);
    const store = await archive.engine.open();
    const columns = FILTERS.map((name) => store.columns[name]);
    /** @type {Record<FilterName, Record<string, number>>} */
    const counts = { year: {}, type: {}, level: {} };
    const kept = archive.parts.rows(listed.rows, String(tab.dataset.file)).filter(([row]) => {
      const values = columns.map((column) => column.names[column.codes[row]]);
      const failed = FILTERS.filter((name, at) => state[name].length && state[name].indexOf(values[at]) < 0);
      FILTERS.forEach((name, at) => {
        if (!failed.length || (failed.length === 1 && failed[0] === name)) counts[name][values[at]] = (counts[name][values[at]] || 0) + 1;
      });
      return !failed.length;
    });
    const year = (/** @type {number} */ row) => Number(columns[0].names[columns[0].codes[row]]) || 0;
    kept.sort((a, b) => year(b[0]) - year(a[0]) || a[0] - b[0]);
    return { store, counts, rows: kept.map(([row]) => row), chars: kept.map(([, chars]) => chars) };
  }

  /**
   * One report's part: its source, its text, folded when it is long, and the way to copy it.
   *
   * @param {PartText} text
   * @param {string} kind
   * @param {number} chars
   * @returns {HTMLElement}
   */
  function entry(text, kind, chars) {
    const address = text.url + "#" + text.blocks[0].anchor;
    const labels = [text.year ? text.year + "年" : "", text.type, text.unit_level].filter(Boolean);
    const paragraphs = text.blocks.map((block) => block.kind === "table"
      ? make("div", { class: "p-table", tabindex: "0" }, archive.grid(block.text.split(/([\t\n])/)))
      : make(block.kind === "heading" ? "h3" : "p", { class: "p-" + block.kind }, block.text));
    const body = make("div", { class: "p-text" }, ...paragraphs);
    const copy = make("button", { type: "button", class: "s-button", onclick: async () => {
      const words = text.blocks.map((block) => block.text).join("\n");
      const source = "\n——《" + text.title + "》（" + labels.join("·") + "）“" + kind + "”部分\n" + archive.site.cited(address);
      archive.site.say(await archive.site.copy(words + source) ? "已复制这一部分，附出处。" : "浏览器不允许复制，请选中文字后按 Ctrl+C。");
    } }, "复制");
    const long = chars > FOLDED;
    const more = make("button", { type: "button", class: "s-link", "aria-expanded": "false", onclick: () => {
      const folded = body.classList.toggle("is-folded");
      more.setAttribute("aria-expanded", String(!folded));
      archive.fill(more, folded ? "展开全文" : "收起");
    } }, "展开全文");
    if (long) body.classList.add("is-folded");
    return make("article", { class: "p-entry" },
      make("h2", null, make("a", { href: address }, text.title)),
      make("p", { class: "s-result__labels" }, labels.join(" · ") + " · " + archive.count(chars) + " 字"), body,
      make("p", { class: "p-tools" }, long ? more : null, copy));
  }

  const app = document.querySelector("[data-parts-app]");
  const tabs = /** @type {HTMLAnchorElement[]} */ (Array.from(document.querySelectorAll("[data-kind]")));
  if (app instanceof HTMLElement && tabs.length) start(app, tabs);
})((window.archive = window.archive || /** @type {Archive} */ ({})));
