/**
 * The text of one part of a report, from the text parts of the search index that hold it and no others.
 */
(function (archive) {
  "use strict";

  /**
   * @param {string} text base64: for each report varint(row - row before), varint(characters)
   * @param {string} name of the file
   * @returns {[number, number][]} row of the index and characters
   */
  function rows(text, name) {
    const cursor = new archive.codec.Cursor(archive.codec.bytes(text, name), name);
    /** @type {[number, number][]} */
    const out = [];
    let row = 0;
    while (!cursor.done) {
      row += cursor.varint();
      out.push([row, cursor.varint()]);
    }
    return out;
  }

  /**
   * @param {Store} store
   * @param {number[]} reports
   * @param {string} kind
   * @param {{aborted: boolean}} signal
   * @returns {Promise<PartText[]>}
   */
  function texts(store, reports, kind, signal) {
    const job = new archive.jobs.SearchJob({ signal });
    const code = store.columns.parts.indexOf(kind);
    return archive.jobs.each(reports, async (report) => {
      const [card, layout] = await Promise.all([store.card(report, job), store.blocks(report, job)]);
      const numbers = needed(store, card, layout, code);
      const parts = await Promise.all(numbers.map((number) => store.part(report, number, job)));
      const { title, url, year, type, unit_level } = parts[0];
      const blocks = parts.reduce((all, part) => all.concat(part.blocks), /** @type {TextPart["blocks"]} */ ([]))
        .filter((block) => block[2] === code)
        .map(([anchor, sort, , text]) => ({ anchor, kind: store.columns.kinds[sort], text }));
      return { title, url, year, type, unit_level, blocks };
    });
  }

  /**
   * @param {Store} store
   * @param {Card} card
   * @param {number[]} layout pairs: units of form, code of kind and part
   * @param {number} code
   * @returns {number[]} the text parts with a block of that part
   */
  function needed(store, card, layout, code) {
    const out = new Set();
    let at = 0;
    for (let row = 0; row < layout.length; row += 2) {
      if (Math.floor(layout[row + 1] / store.columns.kinds.length) === code) out.add(archive.texts.partAt(card, at));
      at += layout[row];
    }
    return Array.from(out);
  }

  archive.parts = { rows, texts };
})((window.archive = window.archive || /** @type {Archive} */ ({})));
