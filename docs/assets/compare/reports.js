/**
 * Whole reports from the index's text blocks: by id, as an address names them, or by ordinal, as the index does.
 */
(function (archive) {
  "use strict";

  /**
   * The ordinal of a report. Reports stand in the order of their ids, and ids spread evenly: the first guess is near.
   *
   * @param {Store} store
   * @param {string} id
   * @param {Job} job
   * @returns {Promise<number>} -1 when the archive has no such report
   */
  async function find(store, id, job) {
    if (!/^r[0-9a-f]{12}$/.test(id)) return -1;
    let low = 0;
    let high = store.titles.length;
    let guess = Math.floor((parseInt(id.slice(1), 16) / Math.pow(16, 12)) * high);
    for (let step = 32; low < high; step *= 2) {
      const card = await store.card(guess, job);
      if (card.id === id) return guess;
      if (card.id < id) low = guess + 1;
      else high = guess;
      const middle = (low + high) >>> 1;
      // Cards come 64 at a time: near the guess the right ones are at hand, so the steps begin small.
      guess = card.id < id ? Math.min(low + step, middle) : Math.max(high - step, middle);
    }
    return -1;
  }

  /**
   * @param {Store} store
   * @param {number} report
   * @param {Job} job
   * @returns {Promise<WholeReport>} its labels, its text, the search form with the way back, and its blocks
   */
  async function whole(store, report, job) {
    const card = await store.card(report, job);
    const parts = await Promise.all(card.sizes.map((_, number) => store.part(report, number, job)));
    const size = card.sizes.reduce((sum, one) => sum + one, 0);
    const starts = new Uint32Array(size);
    const ends = new Uint32Array(size);
    /** @type {ReportBlock[]} */
    const blocks = [];
    let text = "";
    let unit = 0;
    for (const part of parts) {
      for (let at = 0; at < part.mapped.form.length; at++, unit++) {
        starts[unit] = part.mapped.starts[at] + text.length;
        ends[unit] = part.mapped.ends[at] + text.length;
      }
      let from = text.length;
      for (const [anchor, kind, , words] of part.blocks) {
        blocks.push({ anchor, kind: store.columns.kinds[kind], from, to: from + words.length });
        from += words.length;
      }
      text += part.text;
    }
    const { id, title, url, year, type, unit_level } = parts[0];
    return { id, title, url, year, type, unit_level, text, form: parts.map((part) => part.mapped.form).join(""), starts, ends, blocks };
  }

  /**
   * @param {WholeReport} report
   * @param {number} unit of its search form
   * @returns {ReportBlock} the block that holds it
   */
  function blockAt(report, unit) {
    const place = report.starts[unit];
    return /** @type {ReportBlock} */ (report.blocks.find((block) => place < block.to) || report.blocks[0]);
  }

  archive.reports = { find, whole, blockAt };
})((window.archive = window.archive || /** @type {Archive} */ ({})));
