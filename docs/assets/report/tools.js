/**
 * What a reader can do with a report: choose the face and the size of its type, keep it, put it into the basket, take it
 * away as a file. The page remembers that it was read. What is rarely used is loaded when it is used.
 */
(function (archive) {
  "use strict";

  const root = document.documentElement;
  const SIZES = [-1, 3];

  /**
   * @param {string} name of a data attribute
   * @param {(button: HTMLElement, value: string) => void} each
   */
  function every(name, each) {
    for (const button of Array.from(document.querySelectorAll("[data-" + name + "]"))) {
      if (button instanceof HTMLElement) each(button, button.getAttribute("data-" + name) || "");
    }
  }

  /** Screen type or the type of official documents. */
  function faces() {
    const tell = () => every("set-face", (button, face) => button.setAttribute("aria-pressed", String((root.dataset.face || "screen") === face)));
    every("set-face", (button, face) => button.addEventListener("click", () => {
      root.dataset.face = face;
      archive.site.remember("face", face);
      tell();
    }));
    tell();
  }

  function sizes() {
    const now = () => Number(root.dataset.size || 0);
    const fits = (/** @type {string} */ step) => now() + Number(step) >= SIZES[0] && now() + Number(step) <= SIZES[1];
    const tell = () => every("set-size", (button, step) => button.setAttribute("aria-disabled", String(!fits(step)))); // it keeps the focus
    every("set-size", (button, step) => button.addEventListener("click", () => {
      if (!fits(step)) return;
      root.dataset.size = String(now() + Number(step));
      archive.site.remember("size", root.dataset.size);
      tell();
    }));
    tell();
  }

  /** A table that needs no scrolling of its own lets its head stay in sight while the page is scrolled. */
  function heads() {
    for (const box of Array.from(document.querySelectorAll(".table__box"))) {
      new ResizeObserver(() => box.classList.toggle("is-whole", box.scrollWidth <= box.clientWidth)).observe(box);
    }
  }

  /** @param {{id: string, title: string, labels: string}} row */
  function shelves(row) {
    const names = { saved: ["收藏", "已收藏"], basket: ["放入文件篮", "已在文件篮"] };
    const tell = () => every("shelf", (button, name) => {
      const held = archive.shelf.has(/** @type {ShelfName} */ (name), row.id);
      button.setAttribute("aria-pressed", String(held));
      button.textContent = names[/** @type {"saved"} */ (name)][Number(held)];
    });
    every("shelf", (button, name) => button.addEventListener("click", () => {
      const shelf = /** @type {ShelfName} */ (name);
      const held = archive.shelf.has(shelf, row.id);
      const { lasting, full } = held ? { lasting: archive.shelf.drop(shelf, row.id), full: "" } : archive.shelf.put(shelf, [row]);
      archive.site.say((full || (held ? "已取出。" : shelf === "basket" ? "已放入文件篮，共 " + archive.shelf.all(shelf).length + " 篇。" : "已收藏，在“文件篮”页查看。")) +
        (lasting ? "" : "浏览器不保存，关闭本页后清空。"));
    }));
    document.addEventListener("archive-shelf", tell);
    archive.shelf.put("read", [row]);
    tell();
  }

  /**
   * The report on this page as files are made of it.
   *
   * @param {HTMLElement} report
   * @returns {HandoutDocument}
   */
  function here(report) {
    const { words, citation } = archive.paragraphs;
    const lines = Array.from(report.querySelectorAll(".text > [id]"), (block) => ({
      kind: /^H\d$/.test(block.tagName) ? "heading" + block.tagName[1] : block.className || "paragraph", text: words(block),
    }));
    return { id: report.dataset.id || "", title: words(/** @type {Element} */ (report.querySelector("h1"))), citation: citation(), lines };
  }

  /** @param {HTMLElement} report */
  function downloads(report) {
    every("download", (button, format) => button.addEventListener("click", async () => {
      const menu = button.closest("details");
      if (menu) menu.removeAttribute("open");
      try {
        await archive.script("word/handout.js");
        archive.site.say(await archive.handout.one(here(report), /** @type {HandoutFormat} */ (format)));
      } catch (error) {
        archive.site.say("没有生成文件：" + /** @type {Error} */ (error).message);
      }
    }));
  }

  const report = document.querySelector("[data-report-text]");
  if (report instanceof HTMLElement) {
    const title = /** @type {Element} */ (report.querySelector("h1")).textContent || "";
    heads();
    faces();
    sizes();
    shelves({ id: report.dataset.id || "", title, labels: report.dataset.labels || "" });
    downloads(report);
  }
})((window.archive = window.archive || /** @type {Archive} */ ({})));
