/**
 * Reports as files, made in the browser: one as Word, text or Markdown, several as one zip. The writers and the
 * layout, which the build makes of data/rules/word.yml, come with the first file.
 */
(function (archive) {
  "use strict";

  const WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
  const WECHAT = "微信里不能直接下载：点右上角“···”，选“在浏览器打开”，再下载；也可以复制全文。";

  /** @returns {Promise<void>} when the writers are there */
  async function writers() {
    await Promise.all(["../word/layout", "word/rows", "word/document", "word/plain", "word/zip"].map((path) => archive.script(path + ".js")));
  }

  /**
   * One report in one format.
   *
   * @param {HandoutDocument} document
   * @param {HandoutFormat} format
   * @returns {Promise<Blob>}
   */
  async function made(document, format) {
    if (format === "docx") return archive.zip(archive.word.parts(document).map(([name, content]) => ({ name, content })), WORD);
    const text = format === "txt" ? archive.plain.text(document) : archive.plain.markdown(document);
    return new Blob([text], { type: (format === "txt" ? "text/plain" : "text/markdown") + ";charset=utf-8" });
  }

  /**
   * @param {HandoutDocument} document
   * @param {HandoutFormat} format
   * @returns {Promise<string>} what to tell the reader
   */
  async function one(document, format) {
    if (wechat()) return WECHAT;
    await writers();
    const name = archive.plain.names([document])[0] + "." + format;
    archive.site.save(name, await made(document, format));
    return "已生成“" + name + "”，在浏览器的下载里。";
  }

  /**
   * Several reports as one zip; `next` gives one after another, so that they need not all be there at once.
   *
   * @param {{id: string, title: string}[]} reports
   * @param {HandoutFormat} format
   * @param {(at: number) => Promise<HandoutDocument>} next
   * @returns {Promise<string>} what to tell the reader
   */
  async function several(reports, format, next) {
    if (wechat()) return WECHAT;
    await writers();
    const names = archive.plain.names(reports);
    /** @type {ZipMember[]} */
    const members = [];
    for (let at = 0; at < reports.length; at++) {
      const file = await made(await next(at), format);
      members.push({ name: names[at] + "." + format, content: new Uint8Array(await new Response(file).arrayBuffer()) });
    }
    const name = "文件篮-" + reports.length + "篇.zip";
    archive.site.save(name, await archive.zip(members, "application/zip"));
    return "已生成“" + name + "”，在浏览器的下载里。";
  }

  /** @returns {boolean} whether the page is open inside WeChat, which saves no files */
  function wechat() {
    return /MicroMessenger/i.test(navigator.userAgent);
  }

  archive.handout = { one, several };
})((window.archive = window.archive || /** @type {Archive} */ ({})));
