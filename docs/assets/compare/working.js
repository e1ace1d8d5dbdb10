/**
 * Long work on a page: what is being done, a bar, and a way out. And how one walks through what it found.
 */
(function (archive) {
  "use strict";

  /** So many characters are still read when they are painted over. */
  const LONG = 60;

  /**
   * @param {string} what is being done
   * @param {() => void} cancel
   * @returns {{node: HTMLElement, show: (done: number, total: number, what?: string) => void}}
   */
  function working(what, cancel) {
    const make = archive.element;
    const bar = /** @type {HTMLProgressElement} */ (make("progress", { class: "s-progress__bar", "aria-label": "进度" }));
    const words = make("span", null, what);
    return {
      node: make("div", { class: "s-progress" }, words, bar, make("button", { type: "button", class: "s-button", onclick: cancel }, "取消")),
      show(done, total, now) {
        if (now) archive.fill(words, now);
        if (!(total > 0)) return;
        bar.max = total;
        bar.value = Math.min(done, total);
      },
    };
  }

  /**
   * Let the keys n and p lead from place to place, wherever on the page the reader is.
   *
   * @param {HTMLElement} node what is walked through; while it is hidden nothing happens, and when it is gone this ends
   * @param {(by: number) => void} step
   */
  function walkKeys(node, step) {
    /** @param {KeyboardEvent} event */
    function pressed(event) {
      if (!node.isConnected) return document.removeEventListener("keydown", pressed);
      if (node.hidden || !archive.site.meant(event)) return;
      if (event.key === "n") step(1);
      else if (event.key === "p") step(-1);
    }
    document.addEventListener("keydown", pressed);
  }

  /**
   * Make a mark the current one, or no longer: a short passage is painted over, a long one is bracketed, since nobody
   * reads a page of white on red.
   *
   * @param {HTMLElement} mark a piece of the passage
   * @param {boolean} current
   * @param {number} size of the whole passage
   */
  function point(mark, current, size) {
    mark.classList.toggle("is-current", current);
    mark.classList.toggle("is-long", current && size > LONG);
  }

  /**
   * A share as a percentage; what is not nothing is never written as 0 %, nor what is not all as 100 %.
   *
   * @param {number} part
   * @param {number} all
   * @returns {string}
   */
  function percent(part, all) {
    if (!part || !all) return "0%";
    const share = (part / all) * 100;
    if (share < 1) return "不足 1%";
    return (part < all ? Math.min(99, Math.round(share)) : 100) + "%";
  }

  /**
   * @param {{year: number | null, type: string | null, unit_level: string | null}} report
   * @returns {string} what is known of it, on one line
   */
  function labels(report) {
    return [report.year ? report.year + "年" : "", report.type, report.unit_level].filter(Boolean).join(" · ");
  }

  archive.working = working;
  archive.walkKeys = walkKeys;
  archive.figures = { percent, labels, point };
})((window.archive = window.archive || /** @type {Archive} */ ({})));
