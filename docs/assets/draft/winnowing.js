/**
 * The fingerprints of a draft, chosen and described as scripts/archive/study/winnowing.py does for the reports, where
 * the reasons stand; a test holds both to the same.
 */
(function (archive) {
  "use strict";

  const GUARANTEE = 13;
  const GRAM = 6;
  const WINDOW = GUARANTEE - GRAM + 1;
  const REACH = GUARANTEE - GRAM;
  const BITS = [3, 3, 3, 3, 3, 3, 2];

  /**
   * @param {number} hash
   * @returns {number} MurmurHash3's finalizer
   */
  function mixed(hash) {
    let out = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
    out = Math.imul(out ^ (out >>> 13), 0xc2b2ae35);
    return (out ^ (out >>> 16)) >>> 0;
  }

  /**
   * @param {string} form
   * @returns {DraftPrint[]} ascending by place
   */
  function fingerprints(form) {
    const hashes = new Uint32Array(Math.max(form.length - GRAM + 1, 0)).map((_, at) => gram(form, at));
    const order = hashes.map(mixed);
    /** @type {DraftPrint[]} */
    const out = [];
    let last = -1;
    for (let start = 0; start + GUARANTEE <= form.length; start++) {
      let least = start;
      for (let at = start + 1; at < start + WINDOW; at++) if (order[at] < order[least]) least = at;
      if (least === last) continue;
      last = least;
      out.push({
        place: least, key: mixed(hashes[least] ^ 0x5bd1e995),
        left: side(form, least - 1, -1, hashes[least]), right: side(form, least + GRAM, 1, hashes[least]),
      });
    }
    return out;
  }

  /**
   * @param {string} form
   * @param {number} at
   * @returns {number} FNV-1a over the units of a gram
   */
  function gram(form, at) {
    let hash = 0x811c9dc5;
    for (let unit = at; unit < at + GRAM; unit++) hash = Math.imul(hash ^ form.charCodeAt(unit), 0x01000193);
    return hash >>> 0;
  }

  /**
   * @param {string} form
   * @param {number} first
   * @param {number} step 1 or -1
   * @param {number} hash of the gram
   * @returns {number} the bits of one side
   */
  function side(form, first, step, hash) {
    let bits = 0;
    let shift = 0;
    BITS.forEach((size, distance) => {
      hash = Math.imul(hash ^ (form.charCodeAt(first + step * distance) || 0), 0x01000193);
      bits |= (mixed(hash) >>> (32 - size)) << shift;
      shift += size;
    });
    return bits;
  }

  /**
   * @param {number} one bits of a side
   * @param {number} other
   * @returns {number} how many units from the gram on may be the same
   */
  function agreeing(one, other) {
    const different = one ^ other;
    if (!different) return REACH;
    return Math.floor((31 - Math.clz32(different & -different)) / BITS[0]);
  }

  archive.winnowing = { fingerprints, agreeing, GUARANTEE, GRAM, REACH };
})((window.archive = window.archive || /** @type {Archive} */ ({})));
