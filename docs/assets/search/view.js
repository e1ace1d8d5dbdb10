/**
 * The frame of the search page: where the box, the filters, the tools and the answer stand, and what shows when.
 */
(function (archive) {
  "use strict";

  const SORTS = [["relevance", "相关"], ["year", "年份"], ["hits", "命中数"]];
  const ORDERS = [["right", "按右邻字"], ["left", "按左邻字"], ["text", "按出处"]];

  /**
   * Build the frame around the plain form that the page already holds.
   *
   * @param {HTMLElement} app
   * @returns {SearchFrame}
   */
  function shell(app) {
    const make = archive.element;
    const form = /** @type {HTMLFormElement} */ (app.querySelector("form"));
    const input = /** @type {HTMLInputElement} */ (form.querySelector("input[name=q]"));
    const status = make("p", { class: "s-status", role: "status", "aria-live": "polite" });
    const busyPlace = make("div", { class: "s-busy" });
    const notice = make("div", { class: "s-notice" });
    const facets = make("div", { class: "s-facets", id: "s-facets" });
    const fold = make("button", { type: "button", class: "s-button s-side__fold", "aria-expanded": "false", "aria-controls": "s-facets", onclick: () => {
      fold.setAttribute("aria-expanded", String(side.classList.toggle("is-open")));
    } }, "筛选");
    const side = make("aside", { class: "s-side", "aria-label": "筛选" }, fold, facets);
    const tools = toolbar();
    const chart = make("div");
    const body = make("div", { class: "s-body" });
    const related = make("div");
    const columns = make("div", { class: "s-columns" }, side,
      make("div", { class: "s-main" }, tools.node, chart, body, related));
    for (const node of [status, busyPlace, notice, columns]) app.appendChild(node);
    const title = document.title;

    /** @param {"blank" | "results"} kind */
    function mode(kind) {
      app.dataset.mode = kind;
      archive.fill(notice);
      archive.fill(related);
    }

    return {
      app, form, input,
      sort: tools.sort, order: tools.order, list: tools.list, kwic: tools.kwic, copy: tools.copy, csv: tools.csv,
      controls(state) {
        tools.sort.value = state.sort;
        tools.order.value = state.order;
        tools.list.setAttribute("aria-pressed", String(state.view === "list"));
        tools.kwic.setAttribute("aria-pressed", String(state.view === "kwic"));
        /** @type {HTMLElement} */ (tools.order.parentElement).hidden = state.view !== "kwic";
        /** @type {HTMLElement} */ (tools.sort.parentElement).hidden = state.view === "kwic";
        document.title = (state.q ? state.q.slice(0, 40) + " · " : "") + title;
      },
      say: (text) => archive.fill(status, text),
      busy: (node) => archive.fill(busyPlace, node),
      idle: () => archive.fill(busyPlace),
      blank(node) {
        mode("blank");
        archive.fill(facets);
        archive.fill(chart);
        archive.fill(body, node);
      },
      body: (node) => archive.fill(body, node),
      related: (node) => archive.fill(related, node),
      answer(answer, state, actions) {
        mode("results");
        const chosen = archive.facets.chosen(state);
        archive.fill(fold, "筛选", chosen ? "（已选 " + chosen + "）" : "");
        archive.fill(notice, archive.messages.understood(answer, actions.ask));
        archive.facets.draw(facets, { year: answer.byYear, type: answer.byType, level: answer.byLevel }, {
          state, toggle: actions.toggle, clear: actions.clear, unfolded: actions.unfolded,
        });
        tools.node.hidden = !answer.total;
        side.hidden = !facets.childElementCount;
        archive.fill(chart, answer.total ? years(answer, state, actions) : null);
        const scroll = chart.querySelector(".s-chart__scroll");
        if (scroll) scroll.scrollLeft = scroll.scrollWidth; // the newest years are what one looks for
        archive.fill(body, ...(answer.lines ? contexts(answer, state) : reports(answer, state, actions)));
      },
      top: () => app.scrollIntoView({ block: "start" }),
    };
  }

  /**
   * Sort menus, the two views and what can be taken away.
   *
   * @returns {{node: HTMLElement, sort: HTMLSelectElement, order: HTMLSelectElement, list: HTMLElement, kwic: HTMLElement, copy: HTMLElement, csv: HTMLElement}}
   */
  function toolbar() {
    const make = archive.element;
    const menu = (/** @type {string} */ name, /** @type {string[][]} */ choices) => /** @type {HTMLSelectElement} */ (
      make("select", { class: "s-select", "aria-label": name }, ...choices.map(([value, label]) => make("option", { value }, label))));
    const press = (/** @type {string} */ name, /** @type {string} */ title) => make("button", { type: "button", class: "s-button", title }, name);
    const sort = menu("排序", SORTS);
    const order = menu("语境排序", ORDERS);
    const list = press("列表", "一篇一条");
    const kwic = press("语境", "一处一行，命中对齐");
    const copy = press("复制", "复制命中与出处");
    const csv = press("CSV", "存为 Excel 可开的表格");
    const node = make("div", { class: "s-tools", role: "group", "aria-label": "结果的排列与取用" },
      make("label", { class: "s-tools__menu" }, make("span", null, "排序 "), sort), make("label", { class: "s-tools__menu" }, make("span", null, "排序 "), order),
      make("span", { class: "s-switch" }, list, kwic), make("span", { class: "s-tools__take" }, copy, csv));
    return { node, sort, order, list, kwic, copy, csv };
  }

  /**
   * @param {SearchAnswer} answer
   * @param {SearchState} state
   * @param {AnswerActions} actions
   * @returns {HTMLElement | null}
   */
  function years(answer, state, actions) {
    const hits = answer.hitsByYear;
    const counts = hits || answer.byYear;
    if (Object.keys(counts).length < 2) return null;
    return archive.chart.draw(counts, {
      label: hits ? "各年命中处数" : "各年命中篇数", heading: hits ? "处" : "篇", unit: hits ? "处" : "篇",
      chosen: state.year, choose: (year) => actions.toggle("year", year),
    });
  }

  /**
   * @param {SearchAnswer} answer
   * @param {SearchState} state
   * @param {AnswerActions} actions
   * @returns {(HTMLElement | null)[]}
   */
  function reports(answer, state, actions) {
    return [
      archive.results.list(answer.documents, state),
      archive.results.pager({ offset: state.offset, size: actions.size || 20, total: answer.total }, actions.page),
    ];
  }

  /**
   * @param {SearchAnswer} answer
   * @param {SearchState} state
   * @returns {(HTMLElement | null)[]}
   */
  function contexts(answer, state) {
    const make = archive.element;
    const lines = answer.lines || [];
    const side = state.order === "left" ? "left" : "right";
    const common = archive.kwic.frequent(lines, side, 6);
    return [
      answer.sampled ? make("p", { class: "s-understood" }, "共 " + answer.hits + " 处，这里均匀抽取 " + lines.length + " 处。加上筛选可以看全。") : null,
      common.length ? make("p", { class: "s-quiet" }, (side === "left" ? "左邻多见：" : "右邻多见："),
        ...common.map((one) => make("span", { class: "s-near" }, one.text + " ", make("b", null, String(one.count))))) : null,
      archive.kwic.draw(archive.kwic.order(lines, state.order), state),
    ];
  }

  /**
   * Write the address. A page opened as a file may be refused that by its browser; the search itself goes on.
   *
   * @param {string} query string, may be empty
   * @param {"push" | "replace"} how
   */
  function remember(query, how) {
    const address = location.pathname + query;
    try {
      if (how === "push") history.pushState(null, "", address);
      else history.replaceState(null, "", address);
    } catch (refused) {
      if (!(refused instanceof DOMException)) throw refused;
    }
  }

  /**
   * Copy the lines or save them as CSV, and say what was done.
   *
   * @param {"copy" | "csv"} form
   * @param {SearchState} state
   * @param {HitLine[]} lines
   * @returns {Promise<string>}
   */
  async function handOut(form, state, lines) {
    const sorted = state.view === "kwic" ? archive.kwic.order(lines, state.order) : lines;
    const address = (/** @type {HitLine} */ line) => archive.site.cited(archive.rootAddress() + line.url + "#" + line.anchor);
    if (form === "copy") {
      const done = await archive.site.copy(archive.exports.text(sorted, address));
      return done ? "已复制 " + sorted.length + " 处" : "浏览器不让复制，请改用 CSV，或在浏览器中打开本页";
    }
    archive.exports.save(archive.exports.fileName(state.q), archive.exports.csv(sorted, address));
    if (/MicroMessenger/.test(navigator.userAgent)) return "微信里不能保存文件：请点右上角，在浏览器中打开";
    return "已存为 CSV，" + sorted.length + " 处";
  }

  archive.searchView = { shell, remember, handOut };
})((window.archive = window.archive || /** @type {Archive} */ ({})));
