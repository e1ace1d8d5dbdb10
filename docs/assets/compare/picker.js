/**
 * Choosing a report by the words of its title and labels, from the same word index as the quick box; the address or the
 * number of a report will do as well.
 */
(function (archive) {
  "use strict";

  const WAIT = 150;
  const MOST = 8;
  const ID = /r[0-9a-f]{12}/;
  let pickers = 0;

  /**
   * @param {PickerOptions} options
   * @returns {{node: HTMLElement, input: HTMLInputElement}}
   */
  function picker(options) {
    const make = archive.element;
    const id = "picker-" + (pickers += 1);
    const input = /** @type {HTMLInputElement} */ (make("input", {
      type: "search", id, class: "c-picker__input", autocomplete: "off", placeholder: "标题、年份或单位，如：2018 党支部 述职",
    }));
    const list = make("ul", { class: "c-picker__list" });
    const said = make("p", { class: "s-quiet", role: "status" }, options.hint || "");
    let newest = 0;
    let timer = 0;
    const ask = () => {
      window.clearTimeout(timer);
      const mine = (newest += 1);
      timer = window.setTimeout(() => void suggest(mine), WAIT);
    };
    input.addEventListener("input", (event) => { if (!(/** @type {InputEvent} */ (event).isComposing)) ask(); });
    input.addEventListener("compositionend", ask);

    /** @param {number} mine */
    async function suggest(mine) {
      const query = input.value.trim();
      const named = ID.exec(query);
      if (named) return options.pick(named[0]);
      try {
        const found = query ? await archive.words(query, { limit: MOST, prefix: true }) : [];
        if (mine !== newest) return;
        archive.fill(list, ...found.map(row));
        archive.fill(said, query ? (found.length ? found.length + " 篇相近，选一篇" : "没有标题相近的报告，换个词试试，或粘贴报告页的地址") : options.hint || "");
      } catch (error) {
        if (mine === newest) archive.fill(said, /** @type {Error} */ (error).message);
      }
    }

    /** @param {WordHit} report */
    function row(report) {
      return make("li", null, make("button", { type: "button", class: "c-picker__row", onclick: () => options.pick(report.id) },
        make("span", { class: "c-picker__title" }, report.title), make("span", { class: "s-quiet" }, archive.figures.labels(report))));
    }

    const node = make("div", { class: "c-picker" }, make("label", { for: id }, options.label), input, said, list);
    node.addEventListener("keydown", (event) => {
      const stops = /** @type {HTMLElement[]} */ ([input, ...Array.from(list.querySelectorAll("button"))]);
      const at = stops.indexOf(/** @type {HTMLElement} */ (event.target));
      const next = stops[at + (event.key === "ArrowDown" ? 1 : -1)];
      if (event.isComposing) return;
      if (/^Arrow(Up|Down)$/.test(event.key) && next) next.focus();
      else if (event.key === "Enter" && !at && stops[1]) stops[1].click();
      else return;
      event.preventDefault();
    });
    return { node, input };
  }

  archive.comparePicker = picker;
})((window.archive = window.archive || /** @type {Archive} */ ({})));
