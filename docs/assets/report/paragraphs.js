/**
 * Behind every paragraph of a report stands a ¶: it opens a small menu to copy the paragraph with its source, or its
 * link. The whole text can be copied from the panel.
 */
(function (archive) {
  "use strict";

  const NOT_TEXT = "button, .paragraph-tools, [data-not-text]";

  /**
   * The words of a block without our own buttons.
   *
   * @param {Element} block
   * @returns {string}
   */
  function words(block) {
    const copy = /** @type {Element} */ (block.cloneNode(true));
    for (const foreign of Array.from(copy.querySelectorAll(NOT_TEXT))) foreign.remove();
    return copy.textContent || "";
  }

  /** @returns {string} */
  function citation() {
    const meta = /** @type {HTMLMetaElement | null} */ (document.querySelector('meta[name="citation"]'));
    return meta ? meta.content : document.title;
  }

  /**
   * Where a block stands, as one cites it: paragraphs are counted, headings are not.
   *
   * @param {Element} block
   * @returns {string}
   */
  function numbered(block) {
    const at = Array.from(document.querySelectorAll(".text > p, .text > .table")).indexOf(block);
    return at < 0 ? "小标题" : "第" + (at + 1) + "段";
  }

  /**
   * @param {string} tag
   * @param {Record<string, string>} attributes
   * @param {string} text
   * @returns {HTMLElement}
   */
  function make(tag, attributes, text) {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    element.textContent = text;
    return element;
  }

  /**
   * @param {string} text
   * @param {string} done
   */
  async function take(text, done) {
    archive.site.say(await archive.site.copy(text) ? done : "浏览器不允许复制，请选中文字后按 Ctrl+C。");
  }

  /** The one menu of the page; it moves to the paragraph that was chosen. */
  function menu() {
    const box = make("span", { class: "paragraph-tools", role: "group", "aria-label": "本段" }, "");
    const place = make("span", { class: "paragraph-tools__place" }, "");
    const text = make("button", { type: "button" }, "复制本段");
    const link = make("button", { type: "button" }, "复制链接");
    /** @type {HTMLElement | null} */
    let owner = null;

    /** @returns {Element | null} */
    const block = () => owner && owner.closest("[id]");
    const close = () => {
      if (owner) owner.setAttribute("aria-expanded", "false");
      box.remove();
      owner = null;
    };
    text.addEventListener("click", () => {
      const here = block();
      if (here) void take(words(here).trim() + "\n——" + citation() + numbered(here) + "\n" + archive.site.cited("#" + here.id), "已复制本段，附出处。");
      close();
    });
    link.addEventListener("click", () => {
      const here = block();
      const own = here && archive.site.cited("#" + here.id);
      if (here && own) void (/^编号/.test(own) ? take(location.href.replace(/[?#].*/, "") + "#" + here.id, "已复制本段的链接，只在本机有效。") : take(own, "已复制本段的链接。"));
      close();
    });
    box.append(place, text, link);
    document.addEventListener("click", (event) => {
      const target = /** @type {Element} */ (event.target);
      if (owner && !box.contains(target) && !owner.contains(target)) close();
    });
    document.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || !owner) return;
      const back = owner;
      event.preventDefault(); // it was meant for the menu, not for the marks
      close();
      back.focus();
    }, true); // before whoever else listens on the document
    return {
      /** @param {HTMLElement} button */
      toggle(button) {
        const again = owner === button;
        close();
        if (again) return;
        owner = button;
        button.setAttribute("aria-expanded", "true");
        place.textContent = numbered(/** @type {Element} */ (block()));
        button.after(box);
        box.scrollIntoView({ block: "nearest" });
      },
    };
  }

  /** @param {Element} report */
  function start(report) {
    const tools = menu();
    const blocks = Array.from(report.querySelectorAll(".text > p[id], .text > .table[id], .text > h2[id], .text > h3[id], .text > h4[id], .text > h5[id]"));
    blocks.forEach((block) => {
      const button = make("button", {
        type: "button", class: "pilcrow", "aria-label": "本段的复制与链接", "aria-expanded": "false", title: "复制本段或链接",
      }, "¶");
      button.addEventListener("click", () => tools.toggle(button));
      block.appendChild(button);
    });
    const whole = document.querySelector("[data-copy-all]");
    if (!whole) return;
    whole.addEventListener("click", () => {
      const lines = [report.querySelector("h1"), ...blocks].map((block) => (block ? words(block) : ""));
      void take(lines.join("\n") + "\n\n——" + citation() + "\n" + archive.site.cited("#t"), "已复制全文，附出处。");
    });
  }

  archive.paragraphs = { words, citation };
  const report = document.querySelector("[data-report-text]");
  if (report) start(report);
})((window.archive = window.archive || /** @type {Archive} */ ({})));
