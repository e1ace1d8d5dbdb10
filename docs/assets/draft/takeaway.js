/**
 * What a check leaves in the reader's hands: a table sentence by sentence, and a text to paste.
 */
(function (archive) {
  "use strict";

  const BOM = "\uFEFF";
  const HEADINGS = ["序号", "句子", "字数", "相同字数", "占比", "相同最多的报告", "年份", "类型", "单位层级", "地址"];

  /**
   * The report that shares most of a sentence.
   *
   * @param {CheckedDraft} draft
   * @param {DraftSentence} sentence
   * @returns {{report: FoundReport, run: DraftRun} | null}
   */
  function source(draft, sentence) {
    let best = null;
    let most = 0;
    for (const report of draft.result.reports) {
      for (const run of report.runs) {
        const from = Math.max(draft.mapped.starts[run.start], sentence.start);
        const size = Math.min(draft.mapped.ends[run.end - 1], sentence.end) - from;
        if (size > most) [best, most] = [{ report, run }, size];
      }
    }
    return best;
  }

  /**
   * @param {CheckedDraft} draft
   * @param {(report: FoundReport, run: DraftRun) => string} address absolute
   * @returns {string} UTF-8 with BOM, CRLF line ends, one sentence a row
   */
  function csv(draft, address) {
    const { cell } = archive.exports;
    const rows = draft.sentences.filter((sentence) => sentence.length).map((sentence, at) => {
      const found = sentence.shared ? source(draft, sentence) : null;
      const labels = found ? [found.report.title, found.report.year, found.report.type, found.report.unit_level, address(found.report, found.run)] : ["", "", "", "", ""];
      return [at + 1, draft.text.slice(sentence.start, sentence.end).trim(), sentence.length, sentence.shared,
        Math.round((100 * sentence.shared) / sentence.length) + "%", ...labels];
    });
    return BOM + [HEADINGS].concat(/** @type {any} */ (rows)).map((row) => row.map(cell).join(",") + "\r\n").join("");
  }

  /**
   * @param {CheckedDraft} draft
   * @param {(report: FoundReport, run: DraftRun) => string} address absolute
   * @returns {string}
   */
  function text(draft, address) {
    const { percent } = archive.figures;
    const number = archive.count;
    const lines = ["查重结果：全文 " + number(draft.mapped.form.length) + " 字，" + number(draft.shared) + " 字（" + percent(draft.shared, draft.mapped.form.length) +
      "）与库中报告连续 " + draft.result.least + " 字以上相同，共 " + draft.marks.length + " 处。"];
    draft.marks.forEach((mark, at) => {
      const found = source(draft, { start: mark.start, end: mark.end, length: 0, shared: 0, level: 0 });
      const words = draft.text.slice(mark.start, mark.end).replace(/\s+/g, " ");
      lines.push(at + 1 + ". “" + words + "”" + (found ? "——《" + found.report.title + "》 " + address(found.report, found.run) : ""));
    });
    return lines.join("\r\n");
  }

  archive.takeaway = { csv, text };
})((window.archive = window.archive || /** @type {Archive} */ ({})));
