/**
 * A zip with the same bytes at any time: members in the given order, dated 1980-01-01, deflated where the browser can
 * and where it helps. The twin of scripts/archive/export/package.py.
 */
(function (archive) {
  "use strict";

  const UTF8 = 0x800;
  const EPOCH = 0x21; // 1980-01-01, the first day that the format knows
  /** @type {Uint32Array} */
  const TABLE = new Uint32Array(256).map((_, value) => {
    let rest = value;
    for (let bit = 0; bit < 8; bit++) rest = rest & 1 ? (rest >>> 1) ^ 0xedb88320 : rest >>> 1;
    return rest;
  });

  /**
   * @param {Uint8Array} bytes
   * @returns {number}
   */
  function crc(bytes) {
    let rest = -1;
    for (let at = 0; at < bytes.length; at++) rest = TABLE[(rest ^ bytes[at]) & 255] ^ (rest >>> 8);
    return (rest ^ -1) >>> 0;
  }

  /**
   * @param {Uint8Array<ArrayBuffer>} bytes
   * @returns {Promise<Uint8Array<ArrayBuffer>>} deflated, or the same where the browser cannot (before Chrome 103)
   */
  async function deflated(bytes) {
    if (typeof CompressionStream === "undefined") return bytes;
    let packer;
    try {
      packer = new CompressionStream("deflate-raw");
    } catch (error) {
      return bytes; // Chrome 80 to 102 know the class and not this format
    }
    const out = new Response(new Blob([bytes]).stream().pipeThrough(packer));
    return new Uint8Array(await out.arrayBuffer());
  }

  /**
   * Fields of two and four bytes, lowest first.
   *
   * @param {[size: 2 | 4, value: number][]} fields
   * @returns {Uint8Array<ArrayBuffer>}
   */
  function record(fields) {
    const view = new DataView(new ArrayBuffer(fields.reduce((sum, field) => sum + field[0], 0)));
    let at = 0;
    for (const [size, value] of fields) {
      if (size === 2) view.setUint16(at, value, true);
      else view.setUint32(at, value, true);
      at += size;
    }
    return new Uint8Array(view.buffer);
  }

  /**
   * @param {ZipMember[]} members
   * @param {string} type of the file
   * @returns {Promise<Blob>}
   */
  async function zip(members, type) {
    /** @type {BlobPart[]} */
    const body = [];
    /** @type {BlobPart[]} */
    const directory = [];
    let offset = 0;
    let listed = 0;
    for (const { name, content } of members) {
      const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
      const small = await deflated(bytes);
      const shrunk = small.length < bytes.length;
      const kept = shrunk ? small : bytes;
      const path = new TextEncoder().encode(name);
      /** @type {[2 | 4, number][]} */
      const common = [[2, 20], [2, path.length > name.length ? UTF8 : 0], [2, shrunk ? 8 : 0], [2, 0], [2, EPOCH], [4, crc(bytes)], [4, kept.length], [4, bytes.length], [2, path.length], [2, 0]];
      body.push(record([[4, 0x04034b50], ...common]), path, kept);
      directory.push(record([[4, 0x02014b50], [2, 20], ...common, [2, 0], [2, 0], [2, 0], [4, 0], [4, offset]]), path);
      offset += 30 + path.length + kept.length;
      listed += 46 + path.length;
    }
    const end = record([[4, 0x06054b50], [2, 0], [2, 0], [2, members.length], [2, members.length], [4, listed], [4, offset], [2, 0]]);
    return new Blob([...body, ...directory, end], { type });
  }

  archive.zip = zip;
})((window.archive = window.archive || /** @type {Archive} */ ({})));
