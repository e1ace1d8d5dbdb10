// The word index of the stand-in site, in place of the shard that the build makes; the ranking is lunr's own.
(function (archive) {
  "use strict";
  const form = (text) => Array.from(text).filter((one) => /[\p{L}\p{N}]/u.test(one)).join("").toLowerCase();
  const words = archive.words.vocabulary(["支部", "党支部", "工作", "总结", "党建", "述职"].concat(Array.from({ length: 45 }, (_, at) => String(at))));

  archive.openWords = async () => {
    window.opened = (window.opened || 0) + 1;
    if (window.wordsFail) throw new Error("索引文件读不到");
    await new Promise((done, fail) => {
      const script = document.createElement("script");
      Object.assign(script, { src: archive.rootAddress() + "assets/vendor/lunr.js", onload: done, onerror: fail });
      document.head.appendChild(script);
    });
    const builder = new window.lunr.Builder();
    builder.ref("id");
    builder.field("title");
    for (const report of window.REPORTS) builder.add({ id: report.id, title: archive.words.cut(form(report.title), words) });
    const reports = (found) => found.map((one) => Object.assign({ score: one.score }, window.REPORTS.find((report) => report.id === one.ref)));
    return { index: builder.build(), trailing: window.lunr.Query.wildcard.TRAILING, vocabulary: words, form, reports };
  };
})((window.archive = window.archive || {}));
