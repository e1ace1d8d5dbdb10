/**
 * The basket page: what the reader put into the basket, kept and read. The basket goes out as one zip, made here from
 * the text files of the search index; nothing is sent anywhere.
 */
(function (archive) {
  "use strict";

  const make = archive.element;
  const NONE = {
    basket: "文件篮是空的。在报告页点“放入文件篮”，或在浏览页勾选几篇。",
    saved: "还没有收藏。在报告页点“收藏”，下次从这里打开。",
    read: "还没有读过的报告。打开过的报告会记在这里。",
  };
  const SHELVES = /** @type {ShelfName[]} */ (["basket", "saved", "read"]);

  /**
   * The report as files are made of it, from the index.
   *
   * @param {Store} store
   * @param {string} id
   * @param {Job} job
   * @returns {Promise<HandoutDocument>}
   */
  async function wholeReport(store, id, job) {
    const ordinal = await archive.reports.find(store, id, job);
    if (ordinal < 0) throw new Error("有一篇已经撤下，请先取出：" + id);
    const card = await store.card(ordinal, job);
    const parts = await Promise.all(card.sizes.map((_, number) => store.part(ordinal, number, job)));
    const { title, year, type, unit_level } = parts[0];
    const labels = [year ? year + "年" : "", type, unit_level].filter(Boolean).join("·");
    const lines = [];
    for (const part of parts) {
      for (const [, code, , text, level] of part.blocks) {
        const kind = store.columns.kinds[code];
        if (kind !== "title") lines.push({ kind: kind === "heading" ? kind + (level || 2) : kind === "paragraph" && level ? "run" : kind, text });
      }
    }
    return { id, title, citation: "《" + title + "》" + (labels && "（" + labels + "）"), lines };
  }

  /** @param {HTMLElement} app */
  function start(app) {
    const status = make("div", { role: "status" });
    const place = make("div");
    /** @type {Set<string>} */
    const picked = new Set(archive.shelf.ticked("basket"));
    /** @type {Map<ShelfName, ShelfRow[]>} what was cleared on this page, to be put back */
    const cleared = new Map();
    let format = "docx";
    app.classList.add("s-app");
    archive.fill(app, status, place);
    document.addEventListener("archive-shelf", draw);
    draw();

    function draw() {
      const held = document.activeElement && document.activeElement.closest("[data-shelf-name]");
      const focus = held instanceof HTMLElement ? held.dataset.shelfName : "";
      archive.fill(place, ...SHELVES.map(section));
      const again = focus && place.querySelector('[data-shelf-name="' + focus + '"]');
      if (again instanceof HTMLElement) again.focus();
    }

    /**
     * @param {ShelfName} name
     * @returns {HTMLElement}
     */
    function section(name) {
      const rows = archive.shelf.all(name);
      return make("section", { class: "shelf", id: name, tabindex: "-1", "data-shelf-name": name, "aria-labelledby": name + "-title" },
        make("h2", { id: name + "-title" }, archive.shelf.NAMES[name], make("span", null, rows.length ? archive.count(rows.length) + " 篇" : "")),
        undo(name),
        rows.length ? tools(name, rows) : make("p", { class: "shelf__none" }, NONE[name]),
        rows.length ? make("ul", null, ...rows.map((row) => item(name, row))) : null);
    }

    /**
     * What was cleared can be put back as long as the page is open.
     *
     * @param {ShelfName} name
     * @returns {HTMLElement | null}
     */
    function undo(name) {
      const rows = cleared.get(name);
      if (!rows) return null;
      return make("p", { class: "shelf__undo" }, "已清空 " + archive.count(rows.length) + " 篇 · ",
        make("button", { type: "button", class: "s-link", "aria-label": "撤销清空" + archive.shelf.NAMES[name], onclick: () => {
          cleared.delete(name);
          archive.site.say(archive.shelf.put(name, rows).full || "已恢复 " + rows.length + " 篇。");
        } }, "撤销"));
    }

    /**
     * @param {ShelfName} name
     * @param {ShelfRow[]} rows
     */
    function clear(name, rows) {
      cleared.set(name, rows);
      archive.shelf.drop(name);
      archive.site.say("已清空 " + rows.length + " 篇，可以撤销。");
    }

    /**
     * @param {ShelfName} name
     * @param {ShelfRow[]} rows
     * @returns {HTMLElement}
     */
    function tools(name, rows) {
      const press = (/** @type {string} */ label, /** @type {() => void} */ onclick) => make("button", { type: "button", class: "s-button", onclick }, label);
      const empty = press("清空", () => clear(name, rows));
      if (name !== "basket") return make("div", { class: "shelf__tools" }, name === "saved" ? press("全部放入文件篮", () => archive.site.say(archive.shelf.collect(rows))) : null, empty);
      const choice = /** @type {HTMLSelectElement} */ (make("select", { class: "s-select", "aria-label": "格式", onchange: () => { format = choice.value; } },
        ...[["docx", "Word（公文版式）"], ["txt", "纯文本"], ["md", "Markdown"]].map(([value, label]) => make("option", { value, selected: value === format }, label))));
      const two = rows.filter((row) => picked.has(row.id));
      return make("div", { class: "shelf__tools" }, choice, press("打包下载", () => void pack(rows)),
        press("复制清单", async () => {
          const copied = await archive.site.copy(rows.map((row) => "《" + row.title + "》" + (row.labels && "（" + row.labels.replace(/ · /g, "·") + "）") + archive.site.cited(archive.site.page(row.id))).join("\r\n"));
          archive.site.say(copied ? "已复制清单。" : "浏览器不允许复制。");
        }),
        two.length === 2 ? make("a", { class: "s-button", href: "compare.html?" + new URLSearchParams({ a: two[0].id, b: two[1].id }) }, "对照这两篇") : null,
        empty);
    }

    /**
     * @param {ShelfName} name
     * @param {ShelfRow} row
     * @returns {HTMLElement}
     */
    function item(name, row) {
      const box = make("input", { type: "checkbox", checked: picked.has(row.id), "aria-label": "选中《" + row.title + "》", onchange: () => {
        if (!picked.delete(row.id)) picked.add(row.id);
        archive.shelf.tick("basket", picked);
        draw();
        const same = place.querySelector('[data-id="' + row.id + '"] input');
        if (same instanceof HTMLElement) same.focus();
      } });
      return make("li", { class: "shelf__row", "data-id": row.id }, name === "basket" ? make("label", { class: "entry__pick" }, box) : null,
        make("div", null, make("a", { class: "entry__title", href: archive.site.page(row.id) }, row.title),
          make("span", { class: "entry__labels" }, row.labels)),
        make("button", { type: "button", class: "s-button", "aria-label": (name === "basket" ? "取出" : "移除") + "《" + row.title + "》", onclick: () => archive.shelf.drop(name, row.id) }, name === "basket" ? "取出" : "移除"));
    }

    /** @param {ShelfRow[]} rows */
    async function pack(rows) {
      const signal = { aborted: false };
      const bar = archive.working("正在打包", () => { signal.aborted = true; });
      archive.fill(status, bar.node);
      bar.show(0, rows.length);
      try {
        await Promise.all([archive.ready(), archive.script("word/handout.js"), archive.script("compare/reports.js")]);
        const store = await archive.engine.open();
        const job = new archive.jobs.SearchJob({ signal });
        archive.site.say(await archive.handout.several(rows, /** @type {HandoutFormat} */ (format), (at) => {
          bar.show(at, rows.length);
          return wholeReport(store, rows[at].id, job);
        }));
        archive.fill(status);
      } catch (error) {
        const failure = /** @type {Error} */ (error);
        archive.fill(status, make("p", { class: "notice" }, failure.name === "AbortError" ? "已取消，没有生成文件。" : "没有生成文件：" + failure.message));
      }
    }
  }

  const app = document.querySelector("[data-desk-app]");
  if (app instanceof HTMLElement) start(app);
})((window.archive = window.archive || /** @type {Archive} */ ({})));
