/**
 * The bytes of the index: base64, varints, CRC-32, posting shards. The format stands in
 * scripts/archive/search/codec.py; what differs from it is damage, and damage is an error.
 */
(function (archive) {
  "use strict";

  const CURE = "请刷新页面重试；若仍然如此，请重新运行 python3 scripts/build.py 并完整复制 site 文件夹。";
  const LONGEST_VARINT = 6;

  /** A query or an index that cannot be answered from: `code`, a Chinese message, what was understood. */
  class SearchError extends Error {
    /**
     * @param {string} code `query`, `index` or `stale`
     * @param {string} message for the reader
     * @param {{detail?: string, query?: string, understood?: string}} [more]
     */
    constructor(code, message, more) {
      super(message);
      const known = more || {};
      this.name = code === "stale" ? "AbortError" : "SearchError";
      this.code = code;
      this.detail = known.detail || "";
      this.query = known.query || "";
      this.understood = known.understood || "";
    }
  }

  /**
   * @param {string} name the file's name below search/
   * @param {string} reason
   * @returns {SearchError}
   */
  function damaged(name, reason) {
    return new SearchError("index", "索引文件 " + name + "：" + reason + "。" + CURE, { detail: name });
  }

  /** @type {Int8Array} */
  const DIGITS = new Int8Array(128).fill(-1);
  Array.from("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/").forEach((digit, value) => {
    DIGITS[digit.charCodeAt(0)] = value;
  });

  /**
   * @param {string} text standard base64 with padding
   * @param {string} name
   * @returns {Uint8Array}
   */
  function bytes(text, name) {
    if (text.length % 4) throw damaged(name, "编码不完整");
    const padding = text.endsWith("==") ? 2 : text.endsWith("=") ? 1 : 0;
    const out = new Uint8Array((text.length / 4) * 3 - padding);
    for (let at = 0, to = 0; at < text.length; at += 4) {
      let value = 0;
      for (let i = at; i < at + 4; i++) {
        const code = text.charCodeAt(i);
        const digit = i >= text.length - padding ? 0 : code < 128 ? DIGITS[code] : -1;
        if (digit < 0) throw damaged(name, "编码不完整");
        value = (value << 6) | digit;
      }
      out[to++] = value >>> 16;
      if (to < out.length) out[to++] = (value >>> 8) & 255;
      if (to < out.length) out[to++] = value & 255;
    }
    return out;
  }

  /** @type {Uint32Array} */
  const CRC_TABLE = new Uint32Array(256).map((_, value) => {
    let rest = value;
    for (let bit = 0; bit < 8; bit++) rest = rest & 1 ? (rest >>> 1) ^ 0xedb88320 : rest >>> 1;
    return rest;
  });

  /**
   * @param {string} text
   * @returns {string} CRC-32 over the UTF-16LE bytes, eight hex digits
   */
  function crc(text) {
    let rest = -1;
    for (let at = 0; at < text.length; at++) {
      const unit = text.charCodeAt(at);
      rest = CRC_TABLE[(rest ^ unit) & 255] ^ (rest >>> 8);
      rest = CRC_TABLE[(rest ^ (unit >>> 8)) & 255] ^ (rest >>> 8);
    }
    return hex((rest ^ -1) >>> 0);
  }

  /**
   * @param {number} value
   * @returns {string} eight hex digits
   */
  function hex(value) {
    return ("0000000" + value.toString(16)).slice(-8);
  }

  /** Reads numbers one after another, and never past the end. */
  class Cursor {
    /**
     * @param {Uint8Array} content
     * @param {string} name
     */
    constructor(content, name) {
      this.content = content;
      this.name = name;
      this.at = 0;
    }

    /** @returns {boolean} */
    get done() {
      return this.at >= this.content.length;
    }

    /** @returns {number} the next varint */
    varint() {
      let value = 0;
      let weight = 1;
      for (let size = 1; ; size++) {
        if (this.at >= this.content.length) throw damaged(this.name, "内容被截断");
        const byte = this.content[this.at++];
        value += (byte & 127) * weight;
        if (byte < 128) return value;
        if (size === LONGEST_VARINT) throw damaged(this.name, "数字过长");
        weight *= 128;
      }
    }

    /** @returns {number} the next four bytes, lowest first */
    word() {
      const bytes = this.take(4);
      return bytes[0] + bytes[1] * 0x100 + bytes[2] * 0x10000 + bytes[3] * 0x1000000;
    }

    /**
     * @param {number} size
     * @returns {Uint8Array} the next bytes
     */
    take(size) {
      if (this.at + size > this.content.length) throw damaged(this.name, "内容被截断");
      this.at += size;
      return this.content.subarray(this.at - size, this.at);
    }
  }

  /**
   * @param {string} text base64
   * @param {string} name
   * @returns {number[]} all varints of it
   */
  function varints(text, name) {
    const cursor = new Cursor(bytes(text, name), name);
    const out = [];
    while (!cursor.done) out.push(cursor.varint());
    return out;
  }

  /**
   * @param {string} text base64
   * @param {string} name
   * @returns {number[]} all four-byte words of it
   */
  function words(text, name) {
    const cursor = new Cursor(bytes(text, name), name);
    const out = [];
    while (!cursor.done) out.push(cursor.word());
    return out;
  }

  /**
   * Ascending numbers from their differences.
   *
   * @param {number[]} steps
   * @returns {number[]}
   */
  function sums(steps) {
    let total = 0;
    return steps.map((step) => (total += step));
  }

  /** One posting shard: ascending keys, and each one's list of positions when it is asked for. */
  class PostingShard {
    /**
     * @param {string} payload
     * @param {string} name
     */
    constructor(payload, name) {
      const cursor = new Cursor(bytes(payload, name), name);
      const count = cursor.varint();
      if (!count || count * 3 > cursor.content.length) throw damaged(name, "词条数不对");
      this.name = name;
      this.size = cursor.content.length;
      this.keys = new Float64Array(count);
      this.bounds = new Uint32Array(count + 1);
      let key = 0;
      let end = 0;
      for (let row = 0; row < count; row++) {
        const step = cursor.varint();
        const size = cursor.varint();
        if (!size || (row && !step)) throw damaged(name, "词条目录与内容不符");
        this.keys[row] = key += step;
        this.bounds[row + 1] = end += size;
      }
      this.content = cursor.content.subarray(cursor.at);
      if (end !== this.content.length) throw damaged(name, "词条目录与内容不符");
    }

    /**
     * @param {number} key
     * @returns {Uint32Array} its positions, ascending; empty when the key is not here
     */
    positions(key) {
      const row = archive.sorted.lower(this.keys, key);
      if (this.keys[row] !== key) return new Uint32Array(0);
      return list(this.content.subarray(this.bounds[row], this.bounds[row + 1]), this.name);
    }
  }

  /**
   * @param {Uint8Array} content
   * @param {string} name
   * @returns {Uint32Array} strictly ascending positions
   */
  function list(content, name) {
    let count = 0;
    for (let at = 0; at < content.length; at++) if (content[at] < 128) count += 1;
    const out = new Uint32Array(count);
    const cursor = new Cursor(content, name);
    let position = 0;
    for (let at = 0; at < count; at++) {
      const step = cursor.varint();
      if (at && !step) throw damaged(name, "位置没有递增");
      position += step;
      if (position > 0xffffffff) throw damaged(name, "位置超出范围");
      out[at] = position;
    }
    if (!cursor.done) throw damaged(name, "内容被截断");
    return out;
  }

  /**
   * Codes written as one code point each, from `#` on, leaving out the surrogates.
   *
   * @param {string} text
   * @returns {Uint32Array}
   */
  function codes(text) {
    const out = new Uint32Array(text.length);
    let size = 0;
    for (let at = 0; at < text.length; at++) {
      let point = text.charCodeAt(at);
      if (point >= 0xd800 && point < 0xe000) {
        point = /** @type {number} */ (text.codePointAt(at));
        at += point > 0xffff ? 1 : 0;
      }
      out[size++] = (point >= 0xe000 ? point - 0x800 : point) - 35;
    }
    return out.subarray(0, size);
  }

  archive.SearchError = SearchError;
  archive.codec = { bytes, crc, hex, Cursor, varints, words, sums, PostingShard, codes, damaged };
})((window.archive = window.archive || /** @type {Archive} */ ({})));
