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
   * @param {string} kind
   * @param {string} text
   * @returns {string}
   */
  function paragraph(kind, text) {
    const style = archive.wordParts.styles[kind];
    const runs = text.split(/\r\n|[\n\r]/).map((line) =>
      line.split("\t").map((piece) => '<w:t xml:space="preserve">' + xml(piece) + "</w:t>").join("<w:tab/>")).join("<w:br/>");
    return "<w:p>" + (style ? '<w:pPr><w:pStyle w:val="' + style + '"/></w:pPr>' : "") + "<w:r>" + runs + "</w:r></w:p>";
  }

  /**
   * Every part by its name, in the order of the file.
   *
   * @param {HandoutDocument} document
   * @returns {[string, string][]}
   */
  function parts(document) {
    const { before, after, parts: fixed } = archive.wordParts;
    const lines = [{ kind: "title", text: document.title }].concat(document.lines);
    return fixed.concat([
      ["word/document.xml", before + lines.map((line) => paragraph(line.kind, line.text)).join("") + after],
      ["docProps/core.xml", HEAD + "<cp:coreProperties " + NAMES + "><dc:title>" + xml(document.title) + "</dc:title><dc:subject>" + xml(document.citation) +
        "</dc:subject><dc:identifier>" + document.id + "</dc:identifier><dc:language>zh-CN</dc:language></cp:coreProperties>"],
    ]);
  }

  archive.word = { parts };
})((window.archive = window.archive || /** @type {Archive} */ ({})));
