/**
 * Brings the files of the index: classic scripts, so that a folder opened from disk works as a web server does. Each
 * file says its name and hands over its payload by `archive.shard`; a payload whose CRC is not the one in its name is
 * damage. A file that does not come is tried once more, and again whenever it is next asked for.
 */
(function (archive) {
  "use strict";

  const TRIES = 2;
  /** @type {Map<string, (payload: unknown) => void>} */
  const waiting = new Map();
  /** @type {Map<string, Promise<string>>} */
  const running = new Map();

  /** @returns {string} the site's root as the page gives it, ending in a slash */
  function root() {
    const meta = document.querySelector('meta[name="archive-root"]');
    const path = (meta && meta.getAttribute("content")) || ".";
    return path.endsWith("/") ? path : path + "/";
  }

  /**
   * Called by every file of the index.
   *
   * @param {string} name
   * @param {unknown} payload
   */
  function shard(name, payload) {
    const take = waiting.get(name);
    if (take) take(payload);
  }

  /**
   * @param {string} name below search/, without `.js`; a name that begins with `study/` lies beside search/
   * @returns {Promise<string>} its payload, verified; rejects with a SearchError
   */
  function load(name) {
    const known = running.get(name);
    if (known) return known;
    const loading = attempt(name, TRIES);
    running.set(name, loading);
    const forget = () => void running.delete(name);
    loading.then(forget, forget);
    return loading;
  }

  /**
   * @param {string} name
   * @param {number} tries left
   * @returns {Promise<string>}
   */
  async function attempt(name, tries) {
    try {
      return verified(name, await fetched(name, tries < TRIES));
    } catch (error) {
      if (tries <= 1) throw error;
      return attempt(name, tries - 1);
    }
  }

  /**
   * @param {string} name
   * @param {boolean} again ask anew for what a cache may hold damaged
   * @returns {Promise<unknown>}
   */
  function fetched(name, again) {
    return new Promise((resolve, reject) => {
      const script = document.createElement("script");
      const end = () => {
        waiting.delete(name);
        script.remove();
      };
      waiting.set(name, (payload) => resolve(payload));
      script.onload = () => {
        end();
        reject(archive.codec.damaged(name, "内容已损坏")); // no effect when the payload has come
      };
      script.onerror = () => {
        end();
        reject(archive.codec.damaged(name, "没有载入，文件可能缺失或网络中断"));
      };
      script.async = true;
      script.src = root() + (name.startsWith("study/") ? "" : "search/") + name + ".js" + (again ? "?again" : "");
      document.head.appendChild(script);
    });
  }

  /**
   * @param {string} name
   * @param {unknown} payload
   * @returns {string}
   */
  function verified(name, payload) {
    if (typeof payload !== "string") throw archive.codec.damaged(name, "内容已损坏");
    if (!/(^|\/)manifest$/.test(name) && archive.codec.crc(payload) !== name.slice(-8)) {
      throw archive.codec.damaged(name, "校验码不符，内容已损坏");
    }
    return payload;
  }

  /** @returns {Promise<any>} the names of the other files; no digest stands in this one's own */
  async function manifest() {
    const payload = await load("manifest");
    try {
      return JSON.parse(payload);
    } catch (error) {
      throw archive.codec.damaged("manifest", "内容已损坏");
    }
  }

  archive.shard = shard;
  archive.loader = { load, manifest, root, verified };
})((window.archive = window.archive || /** @type {Archive} */ ({})));
