/**
 * The quick box comes when somebody turns to it: by a click, by Tab, or by a key. Until then its form is a plain one.
 */
(function (archive) {
  "use strict";

  /** @type {Promise<unknown> | null} */
  let coming = null;

  function quick() {
    if (coming || document.querySelector("form.is-live")) return;
    coming = Promise.all(["words", "opening", "quick"].map((name) => archive.script("quick/" + name + ".js")));
    coming.catch(() => { coming = null; }); // the form still leads to the search page; the next turn tries again
  }

  /**
   * @param {string} query
   * @param {{limit?: number, prefix?: boolean}} [options]
   * @returns {Promise<WordHit[]>}
   */
  async function words(query, options) {
    await Promise.all(["words", "opening", "quick"].map((name) => archive.script("quick/" + name + ".js"))); // puts the real one here
    return archive.words(query, options);
  }

  /** `/`, `s` and `f` go to the page's own search field if it has one, else to the header's. */
  function keys() {
    document.addEventListener("keydown", (event) => {
      if (["/", "s", "f"].indexOf(event.key) < 0 || !archive.site.meant(event)) return;
      const fields = /** @type {HTMLInputElement[]} */ (Array.from(
        document.querySelectorAll("[data-search-app] input[name=q], form[data-quick=home] input[name=q], form[data-quick] input[name=q]")));
      const field = fields.find((one) => one.closest("[data-search-app]")) || fields.find((one) => one.closest("[data-quick=home]"))
        || fields.find((one) => one.getClientRects().length > 0);
      if (!field) return;
      event.preventDefault();
      field.focus();
      field.select();
    });
  }

  document.addEventListener("focusin", (event) => {
    if (/** @type {HTMLElement} */ (event.target).closest("form[data-quick]")) quick();
  });
  if (!archive.words) archive.words = /** @type {any} */ (words);
  keys();
})((window.archive = window.archive || /** @type {Archive} */ ({})));
