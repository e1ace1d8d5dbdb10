/**
 * The hits of a query in the report that is on the page: the page's text goes to the engine's own matcher, and what it
 * finds comes back as stretches of the page's text nodes.
 */
(function (archive) {
  "use strict";

  /**
   * The blocks of the report as the matcher knows them: where each begins in the search form, whether it is the title
   * or a heading, and in which part it stands.
   *
   * @param {(HTMLElement | null)[]} blocks of the text nodes, in reading order
   * @param {Woven} woven
   * @returns {PageBlock[]}
   */
  function outline(blocks, woven) {
    /** @type {PageBlock[]} */
    const out = [];
    let part = "";
    /** @type {HTMLElement | null} */
    let last = null;
    let unit = 0;
    blocks.forEach((block, number) => {
      while (unit < woven.at.length && woven.at[unit] < number) unit += 1;
      if (!block || block === last) return;
      last = block;
      part = block.dataset.part === undefined ? part : block.dataset.part;
      const kind = block.id === "t" ? "title" : /^H[2-6]$/.test(block.tagName) ? "heading" : "paragraph";
      out.push({ start: unit, kind, part });
    });
    return out;
  }

  /**
   * @param {{texts: string[], blocks: (HTMLElement | null)[], query: string}} report
   * @returns {Promise<Stretch[]>} rejects with a message for the reader
   */
  async function hitsInReport(report) {
    await archive.ready();
    const store = await archive.engine.open();
    const job = new archive.jobs.SearchJob({});
    await store.ready(report.texts.join("") + report.query, job);
    const query = await archive.engine.read(report.query, store, job, false);
    const woven = archive.marks.weave(report.texts, (one) => store.form.apply(one));
    const page = { form: woven.form, texts: report.texts, blocks: outline(report.blocks, woven), mapped: (/** @type {string} */ one) => store.form.mapped(one) };
    return archive.marks.stretches(woven, archive.pageSpans(query, page));
  }

  archive.hitsInReport = hitsInReport;
})((window.archive = window.archive || /** @type {Archive} */ ({})));
