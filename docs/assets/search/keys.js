/**
 * The keyboard on the search page: arrows walk from the box through the results, Enter opens (a link does that by
 * itself), Esc goes back to the box, and in the box first empties it. `/` is the quick box's, for every page.
 */
(function (archive) {
  "use strict";

  /**
   * @param {HTMLElement} app
   * @param {HTMLInputElement} input
   */
  function keys(app, input) {
    app.addEventListener("keydown", (event) => {
      if (event.isComposing || event.altKey || event.ctrlKey || event.metaKey) return;
      const target = /** @type {HTMLElement} */ (event.target);
      const walking = target.dataset.walk !== undefined;
      if (target !== input && !walking) return;
      if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        if (step(app, input, target, event.key === "ArrowDown" ? 1 : -1)) event.preventDefault();
      } else if (event.key === "Escape" && walking) {
        input.focus();
      }
    });
  }

  /**
   * Move the focus one result on or back; above the first result stands the box.
   *
   * @param {HTMLElement} app
   * @param {HTMLInputElement} input
   * @param {HTMLElement} from
   * @param {number} by
   * @returns {boolean} whether the focus moved
   */
  function step(app, input, from, by) {
    const stops = /** @type {HTMLElement[]} */ ([input]).concat(Array.from(app.querySelectorAll("a[data-walk]")));
    const next = stops[stops.indexOf(from) + by];
    if (next) next.focus();
    return Boolean(next);
  }

  archive.searchKeys = keys;
})((window.archive = window.archive || /** @type {Archive} */ ({})));
