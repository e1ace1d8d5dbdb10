/**
 * Hits leave the page in two forms: a CSV file that Excel opens as it is, and plain text for pasting.
 */
(function (archive) {
  "use strict";

  const BOM = "\uFEFF";
  const HEADINGS = ["序号", "前文", "命中", "后文", "标题", "年份", "类型", "单位层级", "地址"];

  /**
   * One cell. A cell that a spreadsheet would take for a formula gets an apostrophe before it; quotes are doubled.
   *
   * @param {string | number | null | undefined} value
   * @returns {string}
   */
  function cell(value) {
    const text = value === null || value === undefined ? "" : String(value);
    const guarded = typeof value === "string" && /^\s*[=+\-@\t\r＝＋－＠]/.test(text) ? "'" + text : text;
    return /[",\r\n]/.test(guarded) ? '"' + guarded.replace(/"/g, '""') + '"' : guarded;
  }

  /**
   * The hits as CSV: UTF-8 with BOM, CRLF line ends, one hit a row.
   *
   * @param {HitLine[]} lines
   * @param {(line: HitLine) => string} address of a hit, absolute
   * @returns {string}
   */
  function csv(lines, address) {
    const rows = lines.map((line, at) => [
      at + 1, line.before, line.match, line.after, line.title, line.year, line.type, line.unit_level, address(line),
    ]);
    return BOM + [HEADINGS].concat(/** @type {any} */ (rows)).map((row) => row.map(cell).join(",") + "\r\n").join("");
  }

  /**
   * The hits as text, one a line, each with its source.
   *
   * @param {HitLine[]} lines
   * @param {(line: HitLine) => string} address of a hit, absolute
   * @returns {string}
   */
  function text(lines, address) {
    return lines.map((line) => {
      const labels = [line.year ? line.year + "年" : "", line.type, line.unit_level].filter(Boolean).join("·");
      return flat("…" + line.before + "【" + line.match + "】" + line.after + "…") + "\t——《" + flat(line.title) + "》（" + labels + "）" + address(line);
    }).join("\r\n");
  }

  /**
   * @param {string} value
   * @returns {string} on one line
   */
  function flat(value) {
    return value.replace(/\s+/g, " ");
  }

  /**
   * A file name that Windows takes.
   *
   * @param {string} query
   * @returns {string}
   */
  function fileName(query) {
    const short = Array.from(query.replace(/[\\/:*?"<>|\u0000-\u001f]/g, "").trim()).slice(0, 30).join("");
    return "检索-" + (short || "结果") + ".csv";
  }

  /**
   * @param {string} name
   * @param {string} content as `csv` gives it
   */
  function save(name, content) {
    archive.site.save(name, new Blob([content], { type: "text/csv;charset=utf-8" }));
  }

  archive.exports = { cell, csv, text, fileName, save };
})((window.archive = window.archive || /** @type {Archive} */ ({})));
