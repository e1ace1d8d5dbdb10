/**
 * The words of a Word document: paragraph by paragraph, tables row by row with tabs between cells, without what was deleted under tracked
 * changes, field codes and numbering. Only the two parts of the ZIP format that such files use are read.
 */
(function (archive) {
  "use strict";

  /** Of both editions of the format, transitional and strict. */
  const WORD = /wordprocessingml\/(2006\/)?main$/;
  const MAIN = "word/document.xml";
  /** Unpacked, more than this is no draft but a bomb. */
  const MOST = 64 * 1024 * 1024;
  const BROKEN = "这个 docx 读不出来，可能已损坏或加了密码。请在 Word 里打开，复制正文粘贴进来。";

  /**
   * @param {Uint8Array} bytes
   * @returns {Promise<string>} rejects with a message for the reader
   */
  async function docx(bytes) {
    const entry = find(new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength), bytes);
    const packed = bytes.subarray(entry.start, entry.start + entry.size);
    const xml = entry.method ? await inflated(packed) : packed;
    const tree = new DOMParser().parseFromString(new TextDecoder().decode(xml), "application/xml");
    if (tree.getElementsByTagName("parsererror").length) throw new Error(BROKEN);
    /** @type {string[]} */
    const lines = [];
    walk(tree.documentElement, lines);
    return lines.join("").replace(/\n{3,}/g, "\n\n").trim();
  }

  /**
   * @param {DataView} view
   * @param {Uint8Array} bytes
   * @returns {{start: number, size: number, method: number}} where the main part lies, and whether it is packed
   */
  function find(view, bytes) {
    let end = bytes.length - 22;
    while (end >= 0 && view.getUint32(end, true) !== 0x06054b50) end -= 1;
    if (end < 0) throw new Error(BROKEN);
    let at = view.getUint32(end + 16, true);
    for (let left = view.getUint16(end + 10, true); left > 0 && at + 46 <= bytes.length; left--) {
      const sizes = [view.getUint16(at + 28, true), view.getUint16(at + 30, true), view.getUint16(at + 32, true)];
      if (new TextDecoder().decode(bytes.subarray(at + 46, at + 46 + sizes[0])) === MAIN) {
        const local = view.getUint32(at + 42, true);
        if (local + 30 > bytes.length) break;
        const start = local + 30 + view.getUint16(local + 26, true) + view.getUint16(local + 28, true);
        return { start, size: view.getUint32(at + 20, true), method: view.getUint16(at + 10, true) };
      }
      at += 46 + sizes[0] + sizes[1] + sizes[2];
    }
    throw new Error(BROKEN);
  }

  /**
   * @param {Uint8Array} packed
   * @returns {Promise<Uint8Array>}
   */
  async function inflated(packed) {
    if (typeof DecompressionStream !== "function") throw new Error("这个浏览器打不开 docx，请复制正文粘贴进来，或换新版浏览器。");
    const reader = new Blob([/** @type {any} */ (packed)]).stream().pipeThrough(new DecompressionStream("deflate-raw")).getReader();
    /** @type {Uint8Array[]} */
    const pieces = [];
    let size = 0;
    try {
      for (;;) {
        const { done, value } = await reader.read();
        if (done) break;
        pieces.push(value);
        if ((size += value.length) > MOST) throw new RangeError("size");
      }
    } catch (error) {
      throw new Error(error instanceof RangeError ? "这个 docx 展开后太大，请复制要查的部分粘贴进来。" : BROKEN);
    }
    const out = new Uint8Array(size);
    let at = 0;
    for (const piece of pieces) {
      out.set(piece, at);
      at += piece.length;
    }
    return out;
  }

  /**
   * @param {Element} node
   * @param {string[]} out
   */
  function walk(node, out) {
    for (const child of Array.from(node.children)) {
      const name = WORD.test(child.namespaceURI || "") ? child.localName : "";
      if (name === "t") out.push(child.textContent || "");
      else if (name === "tab") out.push("\t");
      else if (name === "br" || name === "cr") out.push("\n");
      else if (name !== "del" && name !== "moveFrom" && child.localName !== "Fallback") walk(child, out);
      if (name === "p") out.push("\n");
      else if (name === "tc" || name === "tr") out[out.length - 1] = name === "tc" ? "\t" : "\n";
    }
  }

  archive.docx = docx;
})((window.archive = window.archive || /** @type {Archive} */ ({})));
