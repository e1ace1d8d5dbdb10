// A search engine small enough to see through, in place of the real one: the tests of the page are about the page.
// Queries steer it: 慢 answers late and reports progress, 坏 fails to load, a leading minus is a wrong query.
(function (archive) {
  "use strict";
  const form = (text) => Array.from(text).map((one) => (/[\p{L}\p{N}]/u.test(one) ? one.toLowerCase() : "")).join("");
  const wait = (ms) => new Promise((done) => setTimeout(done, ms));
  const keys = { year: (d) => (d.year === null ? "" : String(d.year)), type: (d) => d.type, level: (d) => d.unit_level };

  function places(text, query) {
    const out = [];
    for (let at = text.indexOf(query); query && at >= 0; at = text.indexOf(query, at + 1)) out.push(at);
    return out;
  }

  function hits(report, query) {
    const texts = report.blocks.map((block) => block[1]);
    const woven = archive.marks.weave(texts, form);
    return places(woven.form, form(query)).map((at, number) => {
      const last = at + form(query).length - 1;
      const block = woven.at[at];
      const end = woven.at[last] === block ? woven.ends[last] : texts[block].length;
      return {
        hit: number + 1, anchor: report.blocks[block][0], match: texts[block].slice(woven.starts[at], end),
        before: texts[block].slice(0, woven.starts[at]).slice(-20), after: texts[block].slice(end, end + 20),
      };
    });
  }

  async function work(query, options) {
    window.asked = (window.asked || []).concat([[query, options]]);
    if (/坏/.test(query)) throw Object.assign(new Error("索引文件读不到，请重新载入本页。"), { code: "load" });
    if (/^-/.test(query)) throw Object.assign(new Error("只有减号后的词，请先写要找的词。"), { code: "query" });
    for (let step = 0; /慢/.test(query) && step < 20; step++) {
      await wait(100);
      if (options.signal && options.signal.aborted) throw new DOMException("aborted", "AbortError");
      if (options.progress) options.progress(step, 20);
    }
    await wait(/钝/.test(query) ? 700 : 5);
    return window.REPORTS.map((report) => ({ report, hits: hits(report, query.replace(/[慢钝]/g, "")) })).filter((one) => one.hits.length);
  }

  async function search(query, options = {}) {
    const all = await work(query, options);
    const fits = (one, name) => !(options[name] && options[name].length) || options[name].includes(keys[name](one.report));
    const names = Object.keys(keys);
    const by = (name) => {
      const counts = {};
      for (const one of all) {
        const key = keys[name](one.report);
        if (names.every((other) => other === name || fits(one, other))) counts[key] = (counts[key] || 0) + 1;
      }
      return counts;
    };
    const found = all.filter((one) => names.every((name) => fits(one, name)));
    if (options.sort === "hits") found.sort((a, b) => b.hits.length - a.hits.length);
    const offset = options.offset || 0;
    const limit = options.limit === undefined ? 20 : options.limit;
    return {
      query, understood: "“" + query.split(/\s+/).join("”和“") + "”", total: found.length,
      hits: found.reduce((sum, one) => sum + one.hits.length, 0), byYear: by("year"), byType: by("type"), byLevel: by("level"),
      documents: found.slice(offset, offset + limit).map((one) => Object.assign({}, one.report, { count: one.hits.length, snippets: one.hits.slice(0, options.snippets || 0) })),
    };
  }

  search.lines = async (query, options) => {
    const found = await search(query, Object.assign({}, options, { limit: 1e9, snippets: 1e9 }));
    const lines = [].concat(...found.documents.map((one) => one.snippets.map((hit) => Object.assign({}, one, hit))));
    const byYear = {};
    for (const line of lines) byYear[line.year || ""] = (byYear[line.year || ""] || 0) + 1;
    return { byYear, hits: lines.length, sampled: lines.length > options.sample, lines: archive.kwic.sample(lines.length, options.sample).map((at) => lines[at]) };
  };

  archive.hitsInReport = async ({ texts, query }) => {
    const woven = archive.marks.weave(texts, form);
    return archive.marks.stretches(woven, places(woven.form, form(query)).map((at) => [at, at + form(query).length]));
  };
  archive.search = search;
})((window.archive = window.archive || {}));
