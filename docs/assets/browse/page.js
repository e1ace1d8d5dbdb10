/**
 * The facet page: filters with counts on the left, the reports on the right, a bar for what was picked. All of what it
 * shows is in its address. If the catalogue does not come, the plain lists below it stay.
 */
(function (archive) {
  "use strict";

  const PAGE = 50;
  const WAIT = 180;
  const SORTS = { year: "年份新到旧", title: "标题", long: "篇幅长到短", short: "篇幅短到长", added: "最近收录" };
  const make = archive.element;

  /**
   * What was picked before the reader looked into a report and came back.
   *
   * @param {Catalogue} catalogue
   * @returns {Map<string, ReportRow>} in the order picked
   */
  function stillPicked(catalogue) {
    const ids = new Set(archive.shelf.ticked("browse"));
    /** @type {Map<string, number>} */
    const places = new Map();
    for (let at = 0; places.size < ids.size && at < catalogue.size; at++) {
      const id = catalogue.id(at);
      if (ids.has(id)) places.set(id, at);
    }
    const there = Array.from(ids).filter((id) => places.has(id));
    return new Map(there.map((id) => /** @type {[string, ReportRow]} */ ([id, archive.catalogue.row(catalogue, Number(places.get(id)))])));
  }

  /**
   * @param {HTMLElement} app
   * @param {Catalogue} catalogue
   */
  function start(app, catalogue) {
    let state = archive.choose.parse(location.search);
    let timer = 0;
    const picked = stillPicked(catalogue);
    /** @type {Set<string>} */
    const unfolded = new Set();
    const page = shell(app);

    page.input.addEventListener("focus", fold);
    page.input.addEventListener("input", () => {
      window.clearTimeout(timer);
      timer = window.setTimeout(() => { if (page.input.value.trim() !== state.q) go({ q: page.input.value.trim() }, "replaceState"); }, WAIT);
    });
    page.form.addEventListener("submit", (event) => {
      event.preventDefault();
      window.clearTimeout(timer);
      go({ q: page.input.value.trim() });
    });
    page.sort.addEventListener("change", () => go({ sort: page.sort.value }));
    window.addEventListener("popstate", () => {
      state = archive.choose.parse(location.search);
      draw();
    });
    document.addEventListener("archive-shelf", bar);
    draw();

    /**
     * @param {Partial<BrowseState>} change
     * @param {"pushState" | "replaceState"} [how]
     */
    function go(change, how) {
      const before = archive.choose.format(state);
      state = Object.assign({}, state, { page: 1 }, change);
      const after = archive.choose.format(state);
      if (after !== before) history[how || "pushState"](null, "", location.pathname + after);
      draw();
    }

    /**
     * @param {FacetName} name
     * @param {string} value
     */
    function toggle(name, value) {
      const chosen = state[name];
      go({ [name]: chosen.indexOf(value) >= 0 ? chosen.filter((one) => one !== value) : chosen.concat(value) });
    }

    /** Whoever filters by words gets the search form for it: script variants and punctuation do not count either. */
    async function fold() {
      if (catalogue.fold) return;
      try {
        await archive.wordScripts();
        const form = await archive.form.folds();
        if (catalogue.fold) return;
        catalogue.fold = form;
        catalogue.plain = [];
        if (state.q) draw();
      } catch (error) {
        archive.site.say(/** @type {Error} */ (error).message);
      }
    }

    function clear() {
      go({ q: "", year: [], type: [], level: [], sector: [], admin: [] });
    }

    function draw() {
      if (state.q && !catalogue.fold) void fold();
      const found = archive.choose.rows(catalogue, state);
      const rows = archive.choose.sorted(catalogue, found.rows, state.sort);
      const last = Math.max(1, Math.ceil(rows.length / PAGE));
      const offset = (Math.min(state.page, last) - 1) * PAGE;
      const chosen = archive.catalogue.FACETS.reduce((sum, name) => sum + state[name].length, 0);
      if (document.activeElement !== page.input) page.input.value = state.q;
      page.sort.value = state.sort;
      archive.fill(page.fold, "筛选", chosen ? "（已选 " + chosen + "）" : "");
      archive.facets.draw(page.facets, found.counts, {
        state, names: archive.catalogue.FACETS, unfolded, clear,
        toggle,
      });
      archive.fill(page.status, make("b", null, archive.count(rows.length)), " 篇", chosen || state.q ? "，共 " + archive.count(catalogue.size) + " 篇" : "");
      archive.fill(page.body, rows.length
        ? make("ol", { class: "entries", start: offset + 1 }, ...rows.slice(offset, offset + PAGE).map((at) => item(archive.catalogue.row(catalogue, at))))
        : make("div", { class: "s-message" }, make("h2", null, "没有符合的报告"), make("p", null, "减少筛选条件或改短标题里的词；要找正文里的话，用全文检索。"),
          make("div", { class: "s-actions" }, make("button", { type: "button", class: "s-chip", onclick: clear }, "清除全部条件"),
            make("a", { class: "s-chip", href: "../search.html" + (state.q ? "?" + new URLSearchParams({ q: state.q }) : "") }, "全文检索"))));
      archive.fill(page.pager, rows.length ? archive.results.pager({ offset, size: PAGE, total: rows.length }, (next) => {
        go({ page: next / PAGE + 1 });
        app.scrollIntoView({ block: "start" });
        page.status.focus({ preventScroll: true });
      }) : null);
      bar();
    }

    /**
     * @param {ReportRow} row
     * @returns {HTMLElement}
     */
    function item(row) {
      const box = /** @type {HTMLInputElement} */ (make("input", { type: "checkbox", "aria-label": "选中《" + row.title + "》", onchange: () => {
        if (box.checked) picked.set(row.id, row);
        else picked.delete(row.id);
        bar();
      } }));
      box.checked = picked.has(row.id);
      return make("li", { class: "entry entry--pick", "data-id": row.id }, make("label", { class: "entry__pick" }, box),
        make("a", { class: "entry__title", href: "../" + row.url }, row.title),
        make("span", { class: "entry__labels" }, row.labels, row.unsure ? " " : "", row.unsure ? make("span", { class: "mark" }, "待核") : null),
        make("span", { class: "entry__size" }, archive.count(row.chars) + " 字"));
    }

    /** What can be done with the reports that were picked, on whichever page. */
    function bar() {
      const rows = Array.from(picked.values());
      const kept = archive.shelf.all("basket").length;
      archive.shelf.tick("browse", picked.keys());
      const press = (/** @type {string} */ name, /** @type {() => void} */ onclick) => make("button", { type: "button", class: "s-button", onclick }, name);
      page.bar.hidden = !rows.length && !kept;
      archive.fill(page.bar, rows.length ? make("b", null, "已选 " + rows.length + " 篇") : null,
        rows.length ? press("加入文件篮", () => {
          archive.site.say(archive.shelf.collect(rows));
          picked.clear();
          draw();
        }) : null,
        rows.length === 2 ? make("a", { class: "s-button", href: "../compare.html?" + new URLSearchParams({ a: rows[0].id, b: rows[1].id }) }, "对照这两篇") : null,
        rows.length ? press("取消", () => { picked.clear(); draw(); }) : null,
        kept ? make("a", { class: "pick__basket", href: "../basket.html" }, "文件篮 " + kept + " 篇") : null);
    }
  }

  /**
   * @param {HTMLElement} app
   * @returns {{form: HTMLFormElement, input: HTMLInputElement, sort: HTMLSelectElement, fold: HTMLElement, facets: HTMLElement, status: HTMLElement, body: HTMLElement, pager: HTMLElement, bar: HTMLElement}}
   */
  function shell(app) {
    const input = /** @type {HTMLInputElement} */ (make("input", { type: "search", name: "q", "aria-label": "标题中的词", placeholder: "标题中的词，如：述职 机关", autocomplete: "off", enterkeyhint: "search" }));
    const form = /** @type {HTMLFormElement} */ (make("form", { class: "b-form", role: "search", "aria-label": "按标题筛选" }, input));
    const sort = /** @type {HTMLSelectElement} */ (make("select", { class: "s-select", "aria-label": "排序" },
      ...archive.choose.SORTS.map((value) => make("option", { value }, SORTS[/** @type {keyof typeof SORTS} */ (value)]))));
    const facets = make("div", { class: "s-facets", id: "b-facets" });
    const fold = make("button", { type: "button", class: "s-button s-side__fold", "aria-expanded": "false", "aria-controls": "b-facets", onclick: () => {
      fold.setAttribute("aria-expanded", String(side.classList.toggle("is-open")));
    } }, "筛选");
    const side = make("aside", { class: "s-side", "aria-label": "筛选" }, fold, facets);
    const status = make("p", { class: "list__count", role: "status", tabindex: "-1" });
    const body = make("div");
    const pager = make("div");
    const bar = make("div", { class: "pick", role: "region", "aria-label": "已选报告", hidden: true });
    app.classList.add("s-app");
    archive.fill(app, make("div", { class: "s-columns" }, side, make("div", { class: "s-main" },
      make("div", { class: "b-tools" }, form, sort), status, body, pager, bar)));
    return { form, input, sort, fold, facets, status, body, pager, bar };
  }

  /** @param {HTMLElement} app */
  async function open(app) {
    const wait = window.setTimeout(() => archive.fill(app, make("p", { class: "s-quiet", role: "status" }, "正在载入目录…")), 300);
    try {
      start(app, await archive.catalogue.open());
    } catch (error) {
      archive.fill(app, make("div", { class: "s-message is-error", role: "alert" }, make("p", null, /** @type {Error} */ (error).message + "下面的分类列表仍可使用。")));
      for (const plain of Array.from(document.querySelectorAll(".without-js"))) plain.classList.remove("without-js");
    } finally {
      window.clearTimeout(wait);
    }
  }

  const app = document.querySelector("[data-browse-app]");
  if (app instanceof HTMLElement) void open(app);
})((window.archive = window.archive || /** @type {Archive} */ ({})));
