/**
 * A report as plain text for Windows and as Markdown: the twin of scripts/archive/export/plain.py, and the names of
 * files.
 */
(function (archive) {
  "use strict";

  const INDENTED = /^(?:paragraph|attachment|run|heading.)$/;
  const ANYWHERE = /[\\`*_[\]<>&|]/g;
  const START = /^(?:[#+\-=~]|\d{1,9}(?=[.)]))/;
  const FORBIDDEN = /[\\/:*?"<>|\s\u0000-\u001f\u007f-\u00a0\u00ad\u200b-\u200f\u2028-\u202f\u2060-\u206f\u3000\ufeff\ud800-\udfff]+/gu;
  const LONGEST = 60;

  /**
   * @param {string} line
   * @returns {string} on one line, without space at its ends
   */
  function flat(line) {
    return line.replace(/[\t-\r ]+/g, " ").replace(/^ +| +$/g, "").replace(/[\u0000\ud800-\udfff]/gu, "\ufffd");
  }

  /**
   * @param {HandoutDocument} document
   * @returns {string}
   */
  function text(document) {
    const body = archive.rows.paired(document).map((line) => {
      const table = line.kind === "table" && archive.rows.table(line.text);
      return (table ? table.rows.map((row) => row.map(flat).join("\t")).join("\r\n")
        : (INDENTED.test(line.kind) ? "\u3000\u3000" : "") + flat(line.text) + flat(line.run)) + "\r\n";
    }).join("");
    return "\ufeff" + document.title + "\r\n\r\n" + body + "\r\n——" + document.citation + "\r\n";
  }

  /**
   * @param {HandoutDocument} document
   * @returns {string}
   */
  function markdown(document) {
    const blocks = document.lines.map((line) => {
      const table = line.kind === "table" && archive.rows.table(line.text);
      if (table) return tabled(table);
      const level = /^heading(.)$/.exec(line.kind);
      return (level ? "#".repeat(Number(level[1])) + " " : "") + escaped(line.text);
    });
    return ["# " + escaped(document.title), ...blocks, "> 出处：" + escaped(document.citation)].join("\n\n") + "\n";
  }

  /**
   * @param {Tabled} table
   * @returns {string} Markdown knows no table without a head: where the first row is none, the head is empty
   */
  function tabled(table) {
    /** @type {string[][]} */
    const empty = table.headed ? [] : [[]];
    const rows = empty.concat(table.rows).map((row) =>
      "|" + Array.from({ length: table.columns }, (_, at) => " " + flat(row[at] || "").replace(ANYWHERE, "\\$&") + " |").join(""));
    return [rows[0], "|" + " --- |".repeat(table.columns)].concat(rows.slice(1)).join("\n");
  }

  /**
   * @param {string} line
   * @returns {string}
   */
  function escaped(line) {
    const out = flat(line).replace(ANYWHERE, "\\$&");
    const start = START.exec(out);
    if (!start) return out;
    const at = /\d/.test(start[0]) ? start[0].length : 0;
    return out.slice(0, at) + "\\" + out.slice(at);
  }

  /**
   * A name without ending for each: its title, and its id where two are alike.
   *
   * @param {{id: string, title: string}[]} reports
   * @returns {string[]}
   */
  function names(reports) {
    const ends = /^[ .]+|[ .]+$/g;
    const short = reports.map(({ id, title }) =>
      Array.from(title.replace(FORBIDDEN, " ").replace(ends, "")).slice(0, LONGEST).join("").replace(ends, "") || id);
    return short.map((name, at) =>
      (short.some((other, place) => place !== at && other.toLowerCase() === name.toLowerCase()) ? name + "-" + reports[at].id : name));
  }

  archive.plain = { text, markdown, names };
})((window.archive = window.archive || /** @type {Archive} */ ({})));
