/**
 * A Word file in the layout of GB/T 9704: the twin of scripts/archive/export/word.py. What is the same in every file
 * comes from the build (word/layout.js beside assets/), made from data/rules/word.yml.
 */
(function (archive) {
  "use strict";

  const HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
  const NAMES = 'xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/" ' +
    'xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"';
  /** What XML 1.0 cannot hold at all. */
  const IMPOSSIBLE = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ud800-\udfff\ufffe\uffff]/gu;

  /**
   * @param {string} text
   * @returns {string} as content of an element
   */
  function xml(text) {
    return text.replace(IMPOSSIBLE, "\ufffd").replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");
  }

  /**
   * @param {string} text
   * @param {string} [face] the style whose face it has, where that is not its paragraph's
   * @returns {string}
   */
  function run(text, face) {
    return "<w:r>" + (face ? '<w:rPr><w:rStyle w:val="' + face + '"/></w:rPr>' : "") + text.split(/\r\n|[\n\r]/).map((line) =>
      line.split("\t").map((piece) => '<w:t xml:space="preserve">' + xml(piece) + "</w:t>").join("<w:tab/>")).join("<w:br/>") + "</w:r>";
  }

  /**
   * @param {string} kind
   * @param {string} runs
   * @returns {string}
   */
  function paragraph(kind, runs) {
    const style = archive.wordParts.styles[kind];
    return "<w:p>" + (style ? '<w:pPr><w:pStyle w:val="' + style + '"/></w:pPr>' : "") + runs + "</w:p>";
  }

  /**
   * @param {Tabled} tabled
   * @returns {string} a row that names the columns stands again at the top of every page that the table goes on to
   */
  function table(tabled) {
    const columns = archive.rows.widths(tabled, archive.wordParts.width);
    const rows = tabled.rows.map((row, at) => "<w:tr><w:trPr><w:cantSplit/>" + (tabled.headed && !at ? "<w:tblHeader/>" : "") + "</w:trPr>" +
      columns.map((width, column) => '<w:tc><w:tcPr><w:tcW w:w="' + width + '" w:type="dxa"/><w:vAlign w:val="center"/></w:tcPr>' +
        paragraph("table", row[column] ? run(row[column]) : "") + "</w:tc>").join("") + "</w:tr>");
    return "<w:tbl>" + archive.wordParts.table + "<w:tblGrid>" + columns.map((width) => '<w:gridCol w:w="' + width + '"/>').join("") +
      "</w:tblGrid>" + rows.join("") + "</w:tbl>";
  }

  /**
   * @param {HandoutDocument} document
   * @returns {string} its title and lines; two tables with nothing between them would be one
   */
  function body(document) {
    const pieces = [paragraph("title", run(document.title))];
    let tabled = false;
    for (const line of archive.rows.paired(document)) {
      const cells = line.kind === "table" ? archive.rows.table(line.text) : null;
      if (cells) pieces.push(tabled ? "<w:p/>" : "", table(cells));
      else if (line.run) pieces.push(paragraph("paragraph", run(line.text, archive.wordParts.styles[line.kind] + "Char") + run(line.run)));
      else pieces.push(paragraph(line.kind === "run" ? "paragraph" : line.kind, run(line.text)));
      tabled = Boolean(cells);
    }
    return pieces.join("") + (tabled ? "<w:p/>" : "");
  }

  /**
   * Every part by its name, in the order of the file.
   *
   * @param {HandoutDocument} document
   * @returns {[string, string][]}
   */
  function parts(document) {
    const { before, after, parts: fixed } = archive.wordParts;
    return fixed.concat([
      ["word/document.xml", before + body(document) + after],
      ["docProps/core.xml", HEAD + "<cp:coreProperties " + NAMES + "><dc:title>" + xml(document.title) + "</dc:title><dc:subject>" + xml(document.citation) +
        "</dc:subject><dc:identifier>" + document.id + "</dc:identifier><dc:language>zh-CN</dc:language></cp:coreProperties>"],
    ]);
  }

  archive.word = { parts };
})((window.archive = window.archive || /** @type {Archive} */ ({})));
