/**
 * What has been decoded once and may be wanted again.
 */
(function (archive) {
  "use strict";

  /** Decoded files kept: so many bytes, about. */
  const KEPT = 48 * 1024 * 1024;

  /** A place for decoded files: what was used longest ago goes first. */
  class Cache {
    constructor() {
      /** @type {Map<string, {value: any, size: number}>} */
      this.entries = new Map();
      this.size = 0;
    }

    /** @param {string} name */
    get(name) {
      const entry = this.entries.get(name);
      if (!entry) return undefined;
      this.entries.delete(name);
      this.entries.set(name, entry);
      return entry.value;
    }

    /**
     * @param {string} name
     * @param {any} value
     * @param {number} size
     */
    put(name, value, size) {
      this.drop(name);
      this.entries.set(name, { value, size });
      this.size += size;
      for (const old of this.entries.keys()) {
        if (this.size <= KEPT || old === name) break;
        this.drop(old);
      }
    }

    /** @param {string} name */
    drop(name) {
      const entry = this.entries.get(name);
      if (!entry) return;
      this.size -= entry.size;
      this.entries.delete(name);
    }
  }

  archive.Cache = Cache;
})((window.archive = window.archive || /** @type {Archive} */ ({})));
