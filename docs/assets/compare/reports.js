/**
 * Whole reports from the index's text blocks: by id, as an address names them, or by ordinal, as the index does.
 */
(function (archive) {
  "use strict";

  /**
   * @param {Store} store
   * @param {string} prefix of ids, with all five digits that choose a shard
   * @param {Job} job
   * @returns {Promise<number[]>} the ordinals of all reports whose ids begin so
   */
  async function beginning(store, prefix, job) {
    const number = parseInt(prefix.slice(1, 6), 16);
    const shard = Math.floor((number * store.crcs.o.length) / 0x100000);
    const rows = await store.get(store.name("o", shard), job, archive.codec.varints);
    const out = [];
    for (let at = 0, value = 0; at < rows.length; at += 2) {
      value += rows[at];
      if (value === number && (await store.card(rows[at + 1], job)).id.startsWith(prefix)) out.push(rows[at + 1]);
    }
    return out;
  }

  /**
   * @param {Store} store
   * @param {string} id
   * @param {Job} job
   * @returns {Promise<number>} its ordinal; -1 when the archive has no such report
   */
  async function find(store, id, job) {
    const found = /^r[0-9a-f]{12}$/.test(id) ? await beginning(store, id, job) : [];
    return found.length ? found[0] : -1;
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

  archive.reports = { beginning, find, whole, blockAt };
})((window.archive = window.archive || /** @type {Archive} */ ({})));
