/**
 * A file that the reader opens, as text: UTF-8, UTF-16 with a mark, GB 18030, or a Word document. Nothing of it leaves
 * the page.
 */
(function (archive) {
  "use strict";

  /** Larger ones are no drafts. */
  const MOST = 20 * 1024 * 1024;

  /**
   * @param {File} file
   * @returns {Promise<string>} rejects with a message for the reader
   */
  async function text(file) {
    if (file.size > MOST) throw new Error("“" + file.name + "”太大（超过 20 MB），请复制要查的部分粘贴进来。");
    const bytes = new Uint8Array(await file.arrayBuffer());
    if (bytes[0] === 0x50 && bytes[1] === 0x4b) return archive.docx(bytes);
    if ((bytes[0] === 0xd0 && bytes[1] === 0xcf) || (bytes[0] === 0x25 && bytes[1] === 0x50 && bytes[2] === 0x44)) {
      throw new Error("读不了“" + file.name + "”：请在 Word 或 WPS 里另存为 docx，或者复制正文粘贴进来。");
    }
    return decode(bytes);
  }

  /**
   * @param {Uint8Array} bytes
   * @returns {string}
   */
  function decode(bytes) {
    const marked = bytes[0] === 0xff && bytes[1] === 0xfe ? "utf-16le" : bytes[0] === 0xfe && bytes[1] === 0xff ? "utf-16be" : "";
    if (marked) return new TextDecoder(marked).decode(bytes);
    try {
      return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    } catch (error) {
      if (!(error instanceof TypeError)) throw error; // no UTF-8: then it is what Windows in Chinese writes
      return new TextDecoder("gb18030").decode(bytes);
    }
  }

  archive.opening = { text, decode };
})((window.archive = window.archive || /** @type {Archive} */ ({})));
