/**
 * A report as plain text for Windows and as Markdown: the twin of scripts/archive/export/plain.py, and the names of
 * files.
 */
(function (archive) {
  "use strict";

  const INDENTED = /^(?:paragraph|attachment|heading.)$/;
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
    const body = document.lines.map((line) => (INDENTED.test(line.kind) ? "\u3000\u3000" : "") + flat(line.text) + "\r\n").join("");
    return "\ufeff" + document.title + "\r\n\r\n" + body + "\r\n——" + document.citation + "\r\n";
  }

  /**
   * @param {HandoutDocument} document
   * @returns {string}
   */
  function markdown(document) {
    const blocks = document.lines.map((line) => {
      const level = /^heading(.)$/.exec(line.kind);
      return (level ? "#".repeat(Number(level[1])) + " " : "") + escaped(line.text);
    });
    return ["# " + escaped(document.title), ...blocks, "> 出处：" + escaped(document.citation)].join("\n\n") + "\n";
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
