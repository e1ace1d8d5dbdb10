/**
 * What the reader put aside, in this browser only: the basket (文件篮), bookmarks (收藏) and reports read (读过).
 * Where the browser keeps nothing, the lists last as long as the page.
 */
(function (archive) {
  "use strict";

  /** A shelf holds so many. Of what was read the oldest give way; what the reader put aside stays, and no more fits. */
  const MOST = { basket: 200, saved: 1000, read: 200 };
  const NAMES = { basket: "文件篮", saved: "收藏", read: "读过" };
  const ID = /^r[0-9a-f]{12}$/;
  /** @type {Record<string, ShelfRow[]>} */
  const here = {};

  /**
   * @param {ShelfName} name
   * @returns {ShelfRow[]} the one put there last first
   */
  function all(name) {
    return here[name] || held(() => localStorage, name).filter((row) => row && ID.test(row.id) && typeof row.title === "string");
  }

  /**
   * @param {() => Storage} open
   * @param {string} name
   * @returns {any[]} what is kept there; none where storage is closed or holds something else
   */
  function held(open, name) {
    try {
      const rows = JSON.parse(open().getItem("archive." + name) || "[]");
      return Array.isArray(rows) ? rows : [];
    } catch (error) {
      return [];
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
   * @param {{id: string, title: string, labels: string}[]} rows
   * @returns {Put}
   */
  function put(name, rows) {
    const time = Date.now();
    const old = all(name);
    const known = new Set(old.map((row) => row.id));
    let room = name === "read" ? rows.length : MOST[name] - old.length;
    const taken = rows.filter((row) => known.has(row.id) || room-- > 0).map(({ id, title, labels }) => ({ id, title, labels, time }));
    const moved = new Set(taken.map((row) => row.id));
    const lasting = keep(name, taken.concat(old.filter((row) => !moved.has(row.id))).slice(0, MOST[name]));
    const left = rows.length - taken.length;
    return { taken: taken.length, lasting, full: left ? NAMES[name] + "最多 " + MOST[name] + " 篇，未放入 " + left + " 篇。" : "" };
  }

  /**
   * Put several into the basket.
   *
   * @param {{id: string, title: string, labels: string}[]} rows
   * @returns {string} what to tell the reader
   */
  function collect(rows) {
    const { taken, lasting, full } = put("basket", rows);
    return (taken ? "已放入文件篮 " + taken + " 篇" + (lasting ? "。" : "，浏览器不保存，关闭本页后清空。") : "") + full;
  }

  /**
   * @param {ShelfName} name
   * @param {string} [id] all of them if none is given
   * @returns {boolean}
   */
  function drop(name, id) {
    return keep(name, id ? all(name).filter((row) => row.id !== id) : []);
  }

  /**
   * The reports ticked on a page. They last as long as the window, so that looking into one and coming back loses none.
   *
   * @param {"browse" | "basket"} place
   * @returns {string[]} ids, the one ticked first first
   */
  function ticked(place) {
    return held(() => sessionStorage, "ticked." + place).filter((id) => ID.test(id));
  }

  /**
   * @param {"browse" | "basket"} place
   * @param {Iterable<string>} ids
   */
  function tick(place, ids) {
    try {
      sessionStorage.setItem("archive.ticked." + place, JSON.stringify(Array.from(ids)));
    } catch (error) {
      if (!(error instanceof DOMException)) throw error; // storage is closed or full: they last as long as the page
    }
  }

  window.addEventListener("storage", () => document.dispatchEvent(new CustomEvent("archive-shelf")));
  archive.shelf = { all, has, put, collect, drop, ticked, tick, NAMES };
})((window.archive = window.archive || /** @type {Archive} */ ({})));
