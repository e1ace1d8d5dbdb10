/**
 * What the reader put aside, in this browser only: the basket (文件篮), bookmarks (收藏) and reports read (读过).
 * Where the browser keeps nothing, the lists last as long as the page.
 */
(function (archive) {
  "use strict";

  /** The oldest give way beyond so many. */
  const MOST = { basket: 200, saved: 1000, read: 200 };
  /** @type {Record<string, ShelfRow[]>} */
  const here = {};

  /**
   * @param {ShelfName} name
   * @returns {ShelfRow[]} the one put there last first
   */
  function all(name) {
    if (here[name]) return here[name];
    try {
      const rows = JSON.parse(localStorage.getItem("archive." + name) || "[]");
      return Array.isArray(rows) ? rows.filter((row) => row && /^r[0-9a-f]{12}$/.test(row.id) && typeof row.title === "string") : [];
    } catch (error) {
      return (here[name] = []); // storage is closed, or holds something else: begin anew
    }
  }

  /**
   * @param {ShelfName} name
   * @param {ShelfRow[]} rows
   * @returns {boolean} whether they will be there on the next page
   */
  function keep(name, rows) {
    try {
      localStorage.setItem("archive." + name, JSON.stringify(rows));
      delete here[name];
    } catch (error) {
      here[name] = rows;
    }
    document.dispatchEvent(new CustomEvent("archive-shelf"));
    return !here[name];
  }

  /**
   * @param {ShelfName} name
   * @param {string} id
   * @returns {boolean}
   */
  function has(name, id) {
    return all(name).some((row) => row.id === id);
  }

  /**
   * Put reports on top; one that is there already moves up.
   *
   * @param {ShelfName} name
   * @param {ShelfRow[]} rows
   * @returns {boolean} whether they will be there on the next page
   */
  function put(name, rows) {
    const time = Date.now();
    const fresh = rows.map(({ id, title, labels }) => ({ id, title, labels, time }));
    const rest = all(name).filter((row) => !fresh.some((one) => one.id === row.id));
    return keep(name, fresh.concat(rest).slice(0, MOST[name]));
  }

  /**
   * @param {ShelfName} name
   * @param {string} [id] all of them if none is given
   * @returns {boolean}
   */
  function drop(name, id) {
    return keep(name, id ? all(name).filter((row) => row.id !== id) : []);
  }

  window.addEventListener("storage", () => document.dispatchEvent(new CustomEvent("archive-shelf")));
  archive.shelf = { all, has, put, drop, MOST };
})((window.archive = window.archive || /** @type {Archive} */ ({})));
