/**
 * The search form, looked up in the table that the index brings: what remains of a text without width, case, script
 * variant, punctuation and spacing. The table's layout stands in scripts/archive/search/formtable.py.
 */
(function (archive) {
  "use strict";

  const codec = archive.codec;

  /** The table, first for what Chinese text is made of, later for all code points. */
  class SearchForm {
    /**
     * @param {string} payload of the shard `form-…`
     * @param {string} name
     */
    constructor(payload, name) {
      /** One unit for each code point up to U+FFFF; 0: none, or several in `many`. */
      this.single = new Uint16Array(0x10000);
      /** @type {Map<number, string>} */
      this.many = new Map();
      /** @type {[number, number][]} ranges beyond U+FFFF that stay as they are */
      this.beyond = [];
      /** @type {[number, number][]} */
      this.core = [];
      this.complete = false;
      this.core = this.add(payload, name);
      /** 1 for each code point up to U+FFFF that the first part decides about. */
      this.decided = new Uint8Array(0x10000);
      for (const [first, last] of this.core) this.decided.fill(1, first, Math.min(last, 0xffff) + 1);
    }

    /**
     * Take in a part of the table.
     *
     * @param {string} payload
     * @param {string} name
     * @returns {[number, number][]} what the first part covers
     */
    add(payload, name) {
      let row;
      try {
        row = JSON.parse(payload);
        const keep = codec.sums(codec.varints(row.keep, name));
        for (let at = 0; at + 1 < keep.length; at += 2) this.keep(keep[at], keep[at + 1]);
        this.runs(codec.sums(codec.varints(row.from, name)), codec.varints(row.counts, name), codec.varints(row.shifts, name));
        const forms = row.many[1].split("\0");
        Array.from(/** @type {string} */ (row.many[0])).forEach((key, at) => this.name(points(key), forms[at]));
        return row.core;
      } catch (error) {
        if (error instanceof archive.SearchError) throw error;
        throw codec.damaged(name, "检索字表已损坏");
      }
    }

    /**
     * @param {number} first
     * @param {number} last
     */
    keep(first, last) {
      for (let point = first; point <= last && point < 0x10000; point++) this.single[point] = point;
      if (last >= 0x10000) this.beyond.push([Math.max(first, 0x10000), last]);
    }

    /**
     * @param {number[]} starts
     * @param {number[]} counts
     * @param {number[]} shifts
     */
    runs(starts, counts, shifts) {
      starts.forEach((start, at) => {
        const step = (counts[at] % 2) + 1;
        const last = start + step * Math.floor(counts[at] / 2);
        const shift = shifts[at] % 2 ? -(shifts[at] + 1) / 2 : shifts[at] / 2;
        for (let point = start; point <= last; point += step) this.name(point, String.fromCodePoint(point + shift));
      });
    }

    /**
     * @param {number} point
     * @param {string} form
     */
    name(point, form) {
      if (point < 0x10000) this.single[point] = form.length === 1 ? form.charCodeAt(0) : 0;
      if (point >= 0x10000 || form.length !== 1) this.many.set(point, form);
    }

    /**
     * @param {number} point
     * @returns {string} the form of one code point
     */
    of(point) {
      if (point < 0x10000 && this.single[point]) return String.fromCharCode(this.single[point]);
      const named = this.many.get(point);
      if (named !== undefined) return named;
      const kept = point >= 0x10000 && this.beyond.some((range) => range[0] <= point && point <= range[1]);
      return kept ? String.fromCodePoint(point) : "";
    }

    /**
     * Whether the second part of the table is needed to say the form of this text.
     *
     * @param {string} text
     * @returns {boolean}
     */
    lacks(text) {
      if (this.complete) return false;
      for (let at = 0; at < text.length; at++) if (!this.decided[text.charCodeAt(at)]) return true;
      return false;
    }

    /**
     * @param {string} text
     * @returns {string} its search form
     */
    apply(text) {
      return this.mapped(text).form;
    }

    /**
     * The search form, and for each of its units where the character that it came from begins and ends in the text.
     *
     * @param {string} text
     * @returns {{form: string, starts: Uint32Array, ends: Uint32Array}}
     */
    mapped(text) {
      const units = new Uint16Array(text.length + 32);
      let room = units;
      let starts = new Uint32Array(room.length);
      let ends = new Uint32Array(room.length);
      let size = 0;
      for (let at = 0; at < text.length; ) {
        const point = points(text, at);
        const next = at + (point > 0xffff ? 2 : 1);
        const single = point < 0x10000 ? this.single[point] : 0;
        const form = single ? "" : this.of(point);
        if (size + form.length + 1 > room.length) {
          room = grown(room, new Uint16Array(room.length * 2 + form.length));
          starts = grown(starts, new Uint32Array(room.length));
          ends = grown(ends, new Uint32Array(room.length));
        }
        for (let unit = 0; unit < (single ? 1 : form.length); unit++) {
          starts[size] = at;
          ends[size] = next;
          room[size++] = single || form.charCodeAt(unit);
        }
        at = next;
      }
      return { form: string(room.subarray(0, size)), starts: starts.subarray(0, size), ends: ends.subarray(0, size) };
    }
  }

  /**
   * @param {string} text
   * @param {number} [at]
   * @returns {number}
   */
  function points(text, at) {
    return /** @type {number} */ (text.codePointAt(at || 0));
  }

  /**
   * @template {Uint16Array | Uint32Array} T
   * @param {T} small
   * @param {T} large
   * @returns {T}
   */
  function grown(small, large) {
    large.set(small);
    return large;
  }

  /**
   * @param {Uint16Array} units
   * @returns {string}
   */
  function string(units) {
    let out = "";
    for (let at = 0; at < units.length; at += 8192) {
      out += String.fromCharCode.apply(null, /** @type {any} */ (units.subarray(at, at + 8192)));
    }
    return out;
  }

  /** @type {Promise<(text: string) => string> | null} */
  let folding = null;

  /**
   * The search form for filters on other pages, so that what is equal to the search is equal to them.
   *
   * @returns {Promise<(text: string) => string>} rejects with a message for the reader
   */
  function folds() {
    if (!folding) {
      folding = whole();
      folding.catch(() => { folding = null; }); // the next one tries again; this one is told
    }
    return folding;
  }

  /** @returns {Promise<(text: string) => string>} */
  async function whole() {
    const names = await archive.loader.manifest();
    const [core, rare] = await Promise.all([archive.loader.load(names.form), archive.loader.load(names.rare)]);
    const form = new SearchForm(core, names.form);
    form.add(rare, names.rare);
    return (text) => Array.from(text, (sign) => form.of(points(sign))).join("");
  }

  archive.form = { SearchForm, folds };
})((window.archive = window.archive || /** @type {Archive} */ ({})));
