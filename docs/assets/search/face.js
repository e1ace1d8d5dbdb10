/**
 * The engine's face: `archive.search` is there from the start, its files come with the first question. A page on which
 * nobody searches does not pay for the engine.
 */
(function (archive) {
  "use strict";

  /** In the order in which they need one another. */
  const ENGINE = [
    "codec", "form", "wording", "query", "columns", "directory", "sorted", "phrase", "texts", "blocks", "match", "rank", "snippets",
    "cache", "store", "loader", "engine",
  ];
  /** What the word index needs of it. */
  const WORDS = ["codec", "form", "loader"];
  /**
   * What travels within another script, filled in by the build: whoever asks for it asks for that one too.
   *
   * @type {string[]}
   */
  const JOINED = [];
  /**
   * The digests that stand in the names of scripts, filled in by the build; as they are written, names hold none.
   *
   * @type {Record<string, string>}
   */
  const DIGESTS = {};
  /** @type {Map<string, Promise<void>>} */
  const loading = new Map();

  /**
   * Load one script of the site, once; a failure is forgotten, so that the next question tries again.
   *
   * @param {string} path below assets/
   * @returns {Promise<void>}
   */
  function script(path) {
    const known = loading.get(path);
    if (known) return known;
    if (JOINED.indexOf(path) >= 0) return Promise.resolve();
    const promise = new Promise((resolve, reject) => {
      const node = document.createElement("script");
      node.async = false; // run in the order asked for, fetched side by side
      node.onload = () => resolve(undefined);
      node.onerror = () => {
        loading.delete(path);
        node.remove();
        reject(failure(path));
      };
      node.src = archive.rootAddress() + "assets/" + (DIGESTS[path] ? path.replace(".js", "-" + DIGESTS[path] + ".js") : path);
      document.head.appendChild(node);
    });
    const done = /** @type {Promise<void>} */ (promise);
    loading.set(path, done);
    return done;
  }

  /**
   * @param {string} path
   * @returns {Error}
   */
  function failure(path) {
    return Object.assign(new Error("检索程序 assets/" + path + " 没有载入，请重新载入本页；若仍如此，请完整复制 site 文件夹后再试。"), { code: "index" });
  }

  /**
   * @param {string[]} names of files in assets/search/, without their ending
   * @returns {Promise<void>} when all have run
   */
  async function scripts(names) {
    await Promise.all(names.map((name) => script("search/" + name + ".js")));
  }

  /** @returns {Promise<void>} when the engine is there */
  async function ready() {
    await scripts(ENGINE);
  }

  /**
   * @param {string} query
   * @param {SearchOptions} [options]
   * @returns {Promise<any>}
   */
  async function search(query, options) {
    await ready(); // engine.js puts the real one in this one's place
    return archive.search(query, options);
  }

  /**
   * @param {string} query
   * @param {SearchOptions & {sample?: number}} [options]
   * @returns {Promise<HitLines>}
   */
  async function lines(query, options) {
    await ready();
    return archive.search.lines(query, options);
  }

  archive.ready = ready;
  archive.script = script;
  archive.wordScripts = () => scripts(WORDS);
  if (!archive.search) archive.search = Object.assign(search, { lines });
})((window.archive = window.archive || /** @type {Archive} */ ({})));
