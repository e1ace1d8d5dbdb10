/**
 * What the pages about parts, phrases and figures share: their files, the address, and failure.
 */
(function (archive) {
  "use strict";

  /**
   * @param {string} name of a file below the site's root, without `.js`
   * @returns {Promise<any>} what it holds
   */
  async function object(name) {
    await archive.wordScripts();
    return JSON.parse(await archive.loader.load(name));
  }

  /**
   * Write the address. A page opened as a file may be refused that by its browser; the page itself goes on.
   *
   * @param {URLSearchParams} parameters
   * @param {"push" | "replace"} how
   */
  function remember(parameters, how) {
    const query = parameters.toString();
    const address = location.pathname + (query && "?" + query);
    if (query === location.search.slice(1)) return;
    try {
      if (how === "push") history.pushState(null, "", address);
      else history.replaceState(null, "", address);
    } catch (refused) {
      if (!(refused instanceof DOMException)) throw refused;
    }
  }

  /**
   * What did not load, and the way to try again.
   *
   * @param {unknown} error
   * @param {() => void} again
   * @returns {HTMLElement}
   */
  function failed(error, again) {
    const make = archive.element;
    return make("section", { class: "s-message is-error", role: "alert" }, make("h2", null, "没有载入"),
      make("p", null, error instanceof Error ? error.message : String(error)),
      make("p", null, make("button", { type: "button", class: "s-button", onclick: again }, "再试一次")));
  }

  /**
   * @param {string} phrase
   * @param {Record<string, string>} [more] filters
   * @returns {string} where the search answers for a phrase
   */
  function searching(phrase, more) {
    return "search.html?" + new URLSearchParams(Object.assign({ q: phrase }, more));
  }

  /**
   * Turning pages.
   *
   * @param {{offset: number, size: number, total: number}} place
   * @param {(offset: number) => void} go
   * @returns {HTMLElement | null}
   */
  function pager(place, go) {
    if (place.total <= place.size) return null;
    const last = Math.floor((place.total - 1) / place.size) * place.size;
    const button = (/** @type {string} */ name, /** @type {number} */ offset) => archive.element("button", {
      type: "button", class: "s-button", disabled: offset < 0 || offset > last, onclick: () => go(offset),
    }, name);
    return archive.element("nav", { class: "s-pager", "aria-label": "翻页" }, button("上一页", place.offset - place.size),
      "第 " + (place.offset / place.size + 1) + " 页，共 " + (last / place.size + 1) + " 页", button("下一页", place.offset + place.size));
  }

  archive.study = { object, remember, failed, searching, pager };
})((window.archive = window.archive || /** @type {Archive} */ ({})));
