/**
 * Opens the word index: lunr, the shard that the build made, and the search form to read a query in.
 */
(function (archive) {
  "use strict";

  /**
   * @returns {Promise<WordIndex>} rejects with a message for the reader
   */
  async function openWords() {
    await archive.wordScripts();
    const names = await archive.loader.manifest();
    if (!names.words) return nothing();
    const [table, payload] = await Promise.all([
      archive.loader.load(names.form), archive.loader.load(names.words), archive.script("vendor/lunr.js"),
    ]);
    const form = new archive.form.SearchForm(table, names.form);
    const content = JSON.parse(payload); // its digest was right
    const { lunr } = /** @type {any} */ (window);
    const index = lunr.Index.load(content.index);
    return {
      index,
      trailing: lunr.Query.wildcard.TRAILING,
      vocabulary: archive.words.vocabulary(Object.keys(index.invertedIndex)),
      form: (text) => form.apply(text),
      reports: (found) => found.map((one) => report(content.reports[Number(one.ref)], one.score)),
    };
  }

  /**
   * @param {[string, string, number | null, string | null, string | null]} row
   * @param {number} score
   * @returns {WordHit}
   */
  function report(row, score) {
    const [id, title, year, type, unit_level] = row;
    return { id, title, url: archive.site.page(id), year, type, unit_level, score };
  }

  /** @returns {WordIndex} of an archive that has none: it finds nothing */
  function nothing() {
    return { index: { query: () => [] }, trailing: 0, vocabulary: archive.words.vocabulary([]), form: (text) => text, reports: () => [] };
  }

  archive.openWords = openWords;
})((window.archive = window.archive || /** @type {Archive} */ ({})));
