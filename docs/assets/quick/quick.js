/**
 * The quick box: under a search field, first the way into the full text, then the reports that fit the words. It
 * stands in the header of every page and, larger, on the home page. Without this script the form still leads to the
 * search page.
 */
(function (archive) {
  "use strict";

  const WAIT = 120;
  const COUNT_WAIT = 400;
  const MOST = 8;
  let boxes = 0;

  /**
   * Make a plain form a combobox.
   *
   * @param {HTMLFormElement} form
   */
  function attach(form) {
    const input = /** @type {HTMLInputElement | null} */ (form.querySelector("input[name=q]"));
    if (!input) return;
    const field = input;
    const make = archive.element;
    const id = "quick-" + (boxes += 1);
    const list = make("div", { class: "quick__list", id, role: "listbox", "aria-label": "检索建议", hidden: true });
    const said = make("span", { class: "s-offscreen", role: "status" });
    let newest = 0;
    let timer = 0;
    let active = -1;
    /** @type {HTMLElement[]} */
    let options = [];

    form.classList.add("is-live");
    form.appendChild(list);
    form.appendChild(said);
    for (const [name, value] of Object.entries({
      role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": id, autocomplete: "off",
    })) field.setAttribute(name, value);

    field.addEventListener("focus", turned);
    field.addEventListener("input", (event) => {
      if (!(/** @type {InputEvent} */ (event).isComposing)) suggest(WAIT);
    });
    field.addEventListener("compositionend", () => suggest(WAIT));
    field.addEventListener("keydown", pressed);
    form.addEventListener("focusout", (event) => {
      if (!form.contains(/** @type {Node | null} */ (event.relatedTarget))) close();
    });
    form.addEventListener("submit", (event) => {
      if (field.value.trim()) return;
      event.preventDefault();
      field.focus();
    });
    list.addEventListener("mousedown", (event) => event.preventDefault()); // the field keeps the focus

    if (document.activeElement === field) turned(); // the reader was here first

    function turned() {
      archive.words.prepare();
      if (field.value.trim()) suggest(0);
    }

    /** @param {number} wait milliseconds */
    function suggest(wait) {
      const mine = (newest += 1);
      const query = field.value.trim();
      window.clearTimeout(timer);
      if (!query) return close();
      timer = window.setTimeout(() => void show(query, mine), wait);
    }

    /**
     * @param {string} query
     * @param {number} mine
     */
    async function show(query, mine) {
      const count = make("span", { class: "quick__count" });
      const text = option(searchAddress(query), "quick__text", make("span", null, "在正文中检索 “", make("b", null, query), "”"), count);
      draw([text].concat(options.slice(1))); // the reports of a moment ago stay until the new ones are there
      window.setTimeout(() => { if (mine === newest) void tell(query, mine, count); }, COUNT_WAIT);
      try {
        const reports = await archive.words(query, { limit: MOST, prefix: true });
        if (mine !== newest) return;
        draw([text].concat(reports.map((report) => option(archive.rootAddress() + report.url, "quick__report",
          make("span", { class: "quick__title" }, report.title), make("span", { class: "quick__labels" }, labels(report))))));
        archive.fill(said, reports.length ? reports.length + " 篇报告的标题或标签相近" : "没有标题相近的报告，可在正文中检索");
      } catch (error) {
        if (mine !== newest) return;
        draw([text]);
        list.appendChild(make("div", { class: "quick__note", role: "none" }, "标题建议未能载入，仍可检索正文。"));
        archive.fill(said, /** @type {Error} */ (error).message);
      }
    }

    /** @param {HTMLElement[]} next */
    function draw(next) {
      const kept = active;
      options = next;
      options.forEach((one, at) => { one.id = id + "-" + at; });
      archive.fill(list, ...options);
      list.hidden = false;
      const place = form.getBoundingClientRect();
      list.classList.toggle("is-left", place.right < list.offsetWidth);
      list.style.setProperty("--quick-top", place.bottom + 4 + "px"); // on a phone the list takes the screen's width
      field.setAttribute("aria-expanded", "true");
      choose(kept < options.length ? kept : -1);
    }

    function close() {
      newest += 1;
      window.clearTimeout(timer);
      list.hidden = true;
      choose(-1);
      field.setAttribute("aria-expanded", "false");
    }

    /** @param {number} next -1 for none */
    function choose(next) {
      if (options[active]) options[active].setAttribute("aria-selected", "false");
      active = next;
      const option = options[next];
      if (!option) return field.removeAttribute("aria-activedescendant");
      option.setAttribute("aria-selected", "true");
      option.scrollIntoView({ block: "nearest" });
      field.setAttribute("aria-activedescendant", option.id);
    }

    /** @param {KeyboardEvent} event */
    function pressed(event) {
      if (event.isComposing) return;
      const by = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
      if (by && list.hidden) {
        suggest(0);
      } else if (by) {
        choose(((active + 1 + by + options.length + 1) % (options.length + 1)) - 1);
      } else if (event.key === "Enter" && active >= 0) {
        options[active].click();
      } else if (event.key === "Escape") {
        if (list.hidden) field.blur();
        else close();
      } else {
        return;
      }
      event.preventDefault();
    }

    /**
     * On pages that have the engine, say how many hits there are before the reader goes there.
     *
     * @param {string} query
     * @param {number} mine
     * @param {HTMLElement} place
     */
    async function tell(query, mine, place) {
      if (form.dataset.quick !== "home" || !archive.search || Array.from(query).length < 2) return;
      try {
        const found = await archive.search(query, { limit: 0, snippets: 0 });
        if (mine === newest) archive.fill(place, found.hits ? "命中 " + archive.count(found.hits) + " 处 · " + archive.count(found.total) + " 篇" : "没有命中");
      } catch (error) {
        archive.fill(place); // the search page says what is wrong with the query, and how to write it
      }
    }
  }

  /**
   * @param {string} address
   * @param {string} kind
   * @param {...ArchiveChild} children
   * @returns {HTMLElement}
   */
  function option(address, kind, ...children) {
    return archive.element("a", { class: "quick__option " + kind, role: "option", "aria-selected": "false", href: address, tabindex: "-1" }, ...children);
  }

  /**
   * @param {WordHit} report
   * @returns {string}
   */
  function labels(report) {
    return [report.year ? report.year + "年" : "", report.type, report.unit_level].filter(Boolean).join(" · ");
  }

  /**
   * @param {string} query
   * @returns {string}
   */
  function searchAddress(query) {
    return archive.rootAddress() + "search.html?" + new URLSearchParams({ q: query });
  }

  for (const form of Array.from(document.querySelectorAll("form[data-quick]"))) attach(/** @type {HTMLFormElement} */ (form));
})((window.archive = window.archive || /** @type {Archive} */ ({})));
