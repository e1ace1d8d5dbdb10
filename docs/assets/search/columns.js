/**
 * What is known of every report: labels and lengths, the blocks, the text parts. Reads the files that describe reports.
 */
(function (archive) {
  "use strict";

  const codec = archive.codec;

  /**
   * @param {any} row the columns file
   * @param {string} name
   * @returns {Columns}
   */
  function read(row, name) {
    try {
      const titles = codec.codes(row.titles);
      const low = codec.bytes(row.low, name);
      const high = codec.codes(row.high);
      const starts = new Float64Array(row.reports + 1);
      high.forEach((value, at) => { starts[at + 1] = starts[at] + value * 256 + low[at] + 1; });
      const columns = {
        starts, titles, kinds: row.kinds, parts: row.parts,
        year: column(row.years, row.year), type: column(row.types, row.type), level: column(row.levels, row.level),
      };
      const sizes = [titles, low, high, columns.year.codes, columns.type.codes, columns.level.codes];
      if (sizes.some((one) => one.length !== row.reports)) throw codec.damaged(name, "各列长度不一致");
      if (starts[row.reports] > 0xffffffff) throw codec.damaged(name, "全部报告超过四十亿字，本页检索不了");
      return columns;
    } catch (error) {
      throw error instanceof archive.SearchError ? error : codec.damaged(name, "内容已损坏");
    }
  }

  /**
   * @param {(string | number | null)[]} values
   * @param {string} text
   * @returns {Column}
   */
  function column(values, text) {
    const codes = codec.codes(text);
    if (codes.some((code) => code >= values.length)) throw new RangeError("code");
    return { values, names: values.map((value) => (value === null ? "" : String(value))), codes };
  }

  /**
   * @param {string} payload
   * @param {string} name
   * @param {number} reports
   * @returns {number[][]} for each report pairs: units of form, code
   */
  function structure(payload, name, reports) {
    const cursor = new codec.Cursor(codec.bytes(payload, name), name);
    return Array.from({ length: reports }, () => {
      const rows = [];
      for (let left = cursor.varint() * 2; left > 0; left--) rows.push(cursor.varint());
      return rows;
    });
  }

  /**
   * @param {string} payload
   * @param {string} name
   * @param {number} reports
   * @returns {Card[]}
   */
  function cards(payload, name, reports) {
    const cursor = new codec.Cursor(codec.bytes(payload, name), name);
    return Array.from({ length: reports }, () => {
      const id = "r" + Array.from(cursor.take(6), (byte) => ("0" + byte.toString(16)).slice(-2)).join("");
      const sizes = [];
      const crcs = [];
      for (let left = cursor.varint(); left > 0; left--) {
        sizes.push(cursor.varint());
        crcs.push(cursor.word());
      }
      return { id, sizes, crcs };
    });
  }

  /**
   * @param {any} part
   * @param {string} name
   * @returns {string} the texts of its blocks with nothing between
   */
  function text(part, name) {
    if (!Array.isArray(part.blocks)) throw codec.damaged(name, "内容已损坏");
    return part.blocks.map((/** @type {[string, number, number, string]} */ block) => {
      if (!Array.isArray(block) || typeof block[3] !== "string") throw codec.damaged(name, "内容已损坏");
      return block[3];
    }).join("");
  }

  archive.columns = { read, structure, cards, text };
})((window.archive = window.archive || /** @type {Archive} */ ({})));
