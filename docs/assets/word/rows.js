/**
 * A report's lines as files show them: a table as rows of cells, a heading with the rest of its line. The twin of
 * scripts/archive/site/tables.py and of `paired` in scripts/archive/export/document.py.
 */
(function (archive) {
  "use strict";

  const HEAD_MAX = 16;
  /** Characters that a column is made for, at most; a cell of up to so many is not broken; a character in twentieths of a point. */
  const LONG = 14;
  const WHOLE = 4;
  const SIGN = 240;
  const FIGURE = /^[0-9.,%％()（）/:：+\-—– ]+$/;
  const DIGIT = /[0-9]/;
  const EDGES = /^[ \u3000]+|[ \u3000]+$/g;

  /** @param {string} text */
  const length = (text) => Array.from(text).length;

  /**
   * @param {string} text of a block
   * @returns {Tabled | null} nothing for what is one row, or one column
   */
  function table(text) {
    const rows = text.split("\n").map((line) => line.split("\t"));
    const columns = Math.max(...rows.map((row) => row.length));
    return rows.length < 2 || columns < 2 ? null : { rows, columns, headed: headed(rows, columns) };
  }

  /**
   * @param {string[][]} rows
   * @param {number} columns
   * @returns {boolean} whether the first row names columns: short words, all different, above figures or longer cells
   */
  function headed(rows, columns) {
    const head = rows[0].map((cell) => cell.replace(EDGES, ""));
    const named = head.every((cell) => cell !== "" && length(cell) <= HEAD_MAX && !FIGURE.test(cell));
    if (!named || head.length !== columns || new Set(head).size !== columns) return false;
    const below = head.map((_, at) => rows.slice(1).map((row) => (row[at] || "").replace(EDGES, "")));
    if (head.some((cell, at) => !DIGIT.test(cell) && figures(below[at]))) return true;
    return 2 * length(below.map((cells) => cells.join("")).join("")) >= 3 * length(head.join("")) * (rows.length - 1);
  }

  /**
   * @param {string[]} cells
   * @returns {boolean}
   */
  function figures(cells) {
    const filled = cells.filter(Boolean);
    return filled.length > 0 && filled.every((cell) => DIGIT.test(cell));
  }

  /**
   * @param {Tabled} tabled
   * @param {number} room
   * @returns {number[]} what each column takes of it: short cells whole, and of the rest as much as the longest cell asks for
   */
  function widths(tabled, room) {
    const sizes = Array.from({ length: tabled.columns }, (_, at) => Math.max(...tabled.rows.map((row) => length(row[at] || ""))));
    const shares = sizes.map((size) => 1 + Math.min(Math.max(size, 3), LONG));
    const least = sizes.map((size) => SIGN * (1 + Math.min(Math.max(size, 1), WHOLE)));
    const total = (/** @type {number[]} */ numbers) => numbers.reduce((one, other) => one + other, 0);
    const rest = room - total(least);
    return shares.map((share, at) => (rest > 0 ? least[at] : 0) + Math.floor((rest > 0 ? rest : room) * share / total(shares)));
  }

  /**
   * @param {HandoutDocument} document
   * @returns {{kind: string, text: string, run: string}[]} each line, a heading with the run of its paragraph
   */
  function paired(document) {
    const { lines } = document;
    /** @param {number} at */
    const runs = (at) => at > 0 && at < lines.length && lines[at].kind === "run" && /^heading/.test(lines[at - 1].kind);
    return lines.map((line, at) => ({ kind: line.kind, text: line.text, run: runs(at + 1) ? lines[at + 1].text : "" }))
      .filter((_, at) => !runs(at));
  }

  archive.rows = { table, widths, paired };
})((window.archive = window.archive || /** @type {Archive} */ ({})));
