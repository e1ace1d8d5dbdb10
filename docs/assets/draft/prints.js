/**
 * Where a draft's fingerprints stand in the archive: the shards of `search/f/`, whose layout
 * scripts/archive/study/fingerprints.py describes, and the stretches that may be shared.
 */
(function (archive) {
  "use strict";

  const VERSION = 1;
  const ROW = 6;
  const KEY_BITS = 8;
  const MANIFEST = "f/manifest";

  /**
   * @param {Store} store
   * @returns {Promise<{bits: number, crcs: number[]}>}
   */
  async function open(store) {
    const manifest = archive.store.object(await store.load(MANIFEST), MANIFEST);
    const { GRAM, GUARANTEE } = archive.winnowing;
    if (manifest.version !== VERSION || manifest.gram !== GRAM || manifest.guarantee !== GUARANTEE) {
      throw archive.codec.damaged(MANIFEST, "指纹格式的版本是 " + manifest.version + "，本页只认得 " + VERSION);
    }
    const crcs = archive.codec.words(await store.load(manifest.directory), manifest.directory);
    if (crcs.length !== Math.pow(2, manifest.bits)) throw archive.codec.damaged(manifest.directory, "指纹目录不完整");
    return { bits: manifest.bits, crcs };
  }

  /**
   * @param {string} payload
   * @param {string} name
   * @returns {PrintShard}
   */
  function decode(payload, name) {
    const cursor = new archive.codec.Cursor(archive.codec.bytes(payload, name), name);
    const reports = new Uint32Array(cursor.varint());
    let report = 0;
    for (let row = 0; row < reports.length; row++) reports[row] = report += cursor.varint();
    const rows = cursor.take(reports.length * ROW);
    if (!cursor.done) throw archive.codec.damaged(name, "指纹行数不对");
    return { reports, rows };
  }

  /**
   * @param {PrintShard} shard
   * @param {DraftPrint} print
   * @param {{bits: number, length: number}} draft how many bits choose the shard, how long the draft is
   * @param {(report: number, start: number, end: number) => void} take a stretch of the draft that may stand in a report
   */
  function compare(shard, print, draft, take) {
    const { GRAM, REACH, agreeing } = archive.winnowing;
    const rest = (print.key >>> (32 - KEY_BITS - draft.bits)) & 255;
    const { reports, rows } = shard;
    for (let row = 0, at = 0; row < reports.length; row++, at += ROW) {
      if (rows[at] !== rest) continue;
      const left = rows[at + 1] | (rows[at + 2] << 8) | ((rows[at + 3] & 15) << 16);
      const right = (rows[at + 3] >>> 4) | (rows[at + 4] << 4) | (rows[at + 5] << 12);
      const before = Math.min(agreeing(left, print.left), print.place);
      const after = Math.min(agreeing(right, print.right), draft.length - print.place - GRAM);
      if (before + after >= REACH) take(reports[row], print.place - before, print.place + GRAM + after);
    }
  }

  /**
   * All stretches of a draft that may stand in a report: each shared stretch of GUARANTEE units lies inside one.
   *
   * @param {Store} store
   * @param {string} form of the draft
   * @param {Job} job
   * @param {(done: number, total: number) => void} progress in shards
   * @returns {Promise<Map<number, [number, number][]>>} by report: the first five hex digits of its id
   */
  async function lookUp(store, form, job, progress) {
    const { bits, crcs } = await open(store);
    /** @type {Map<number, DraftPrint[]>} */
    const wanted = new Map();
    for (const print of archive.winnowing.fingerprints(form)) {
      const number = bits ? print.key >>> (32 - bits) : 0;
      const known = wanted.get(number);
      if (known) known.push(print);
      else wanted.set(number, [print]);
    }
    /** @type {Map<number, [number, number][]>} */
    const found = new Map();
    const take = (/** @type {number} */ report, /** @type {number} */ start, /** @type {number} */ end) => {
      const known = found.get(report);
      if (known) known.push([start, end]);
      else found.set(report, [[start, end]]);
    };
    let done = 0;
    await archive.jobs.each(Array.from(wanted), async ([number, prints]) => {
      const shard = await store.get("f/" + (number >> 8) + "/" + number + "-" + archive.codec.hex(crcs[number]), job, decode);
      for (const print of prints) compare(shard, print, { bits, length: form.length }, take);
      progress((done += 1), wanted.size);
    });
    return found;
  }

  archive.prints = { lookUp };
})((window.archive = window.archive || /** @type {Archive} */ ({})));
