"use strict";
const test = require("node:test");
const assert = require("node:assert/strict");
const { load, plain } = require("./load.js");

const archive = load(["quick/element.js", "search/export.js", "compare/working.js", "compare/stretches.js", "draft/sentences.js", "draft/takeaway.js", "draft/sources.js", "draft/opening.js"],
  { TextDecoder, TypeError, document: {} });
const { sentences, takeaway, sources, figures, opening } = archive;

/** A form small enough to see through: letters and digits as they are. */
function mapped(text) {
  const starts = [];
  let form = "";
  for (let at = 0; at < text.length; at++) {
    if (!/[\p{L}\p{N}]/u.test(text[at])) continue;
    form += text[at];
    starts.push(at);
  }
  return { form, starts, ends: starts.map((at) => at + 1) };
}

test("sentences leave no gap, and closing marks stay with their sentence", () => {
  const text = "他说：“好。”又说（不行！）；\n第二段\n\n";
  const cut = plain(sentences.cut(text));
  assert.equal(cut.map(([from, to]) => text.slice(from, to)).join(""), text);
  assert.deepEqual(cut.map(([from, to]) => text.slice(from, to)), ["他说：“好。”", "又说（不行！）", "；", "\n", "第二段\n", "\n"]);
});

test("the rate of a sentence counts its shared letters; three strengths", () => {
  const text = "一二三四五六七八九十。甲乙丙丁戊己庚辛壬癸。天地玄黄宇宙洪荒日月。！？没有";
  const rated = plain(sentences.rated(text, mapped(text), [{ start: 8, end: 10 }, { start: 15, end: 20 }, { start: 20, end: 30 }]));
  assert.deepEqual(rated.map(({ length, shared, level }) => [length, shared, level]).filter(([length]) => length), [[10, 2, 1], [10, 5, 2], [10, 10, 3], [2, 0, 0]]);
  assert.equal(rated.reduce((sum, one) => sum + one.shared, 0), 17);
});

test("a share is never rounded to nothing or to all", () => {
  assert.deepEqual([[0, 10], [1, 1000], [999, 1000], [10, 10], [1, 3], [0, 0]].map(([part, all]) => figures.percent(part, all)), ["0%", "不足 1%", "99%", "100%", "33%", "0%"]);
  assert.deepEqual([7, 9999, 10000, 1234567].map(archive.count), ["7", "9999", "10\u2009000", "1\u2009234\u2009567"]);
});

test("the table has a row a sentence, names the report that shares most, and guards formulas", () => {
  const text = "=1+1，二三四。五六七八\n";
  const report = (id, runs) => ({ id, title: "标题" + id, year: 2018, type: "总结", unit_level: null, url: id, runs: runs.map(([start, end]) => ({ start, end, place: 0, anchor: "p" })) });
  const form = mapped(text);
  const marks = [{ start: 0, end: 3 }];
  const draft = {
    text, mapped: form, sentences: sentences.rated(text, form, marks), shared: 3, marks: [{ start: 1, end: 6 }],
    result: { least: 13, marks, unread: [], reports: [report("甲", [[0, 2]]), report("乙", [[0, 3]])] },
  };
  const rows = takeaway.csv(draft, (one) => "#" + one.id).slice(1).split("\r\n");
  assert.equal(rows[1], "1,'=1+1，二三四。,5,3,60%,标题乙,2018,总结,,#乙");
  assert.equal(rows[2], "2,五六七八,4,0,0%,,,,,");
  assert.match(takeaway.text(draft, (one) => "#" + one.id), /9 字，3 字（33%）[^]*《标题乙》 #乙/);
});

test("reports that hold all of a passage are told from those that hold pieces of it, whether they were read or not", () => {
  const report = (id, ...runs) => ({ id, runs: runs.map(([start, end]) => ({ start, end, place: 0, anchor: "p" })) });
  const result = {
    least: 13, marks: [],
    reports: [report("一段", [10, 24]), report("两段", [0, 15], [30, 90]), report("别处", [120, 140]), report("整段", [0, 100]), report("更长", [0, 140]), report("合起来", [0, 60], [50, 100])],
    unread: [[[0, 88]], [[0, 20], [40, 60]], [[0, 128]], [[88, 120]], [[5, 6]]],
  };
  const { whole, pieces } = plain(sources.split(result, { start: 0, end: 100 }));
  assert.deepEqual(whole.found.map((one) => one.report.id), ["整段", "更长"]);
  assert.deepEqual(pieces.found.map((one) => [one.report.id, one.shared, one.run.start]), [["合起来", 100, 0], ["两段", 75, 30], ["一段", 14, 10]]);
  assert.deepEqual([whole.unread, pieces.unread], [2, 2]);
});

test("a text file is read in the encodings that clerks have", () => {
  const gbk = Uint8Array.from([0xd6, 0xd0, 0xb9, 0xfa]);
  assert.equal(opening.decode(gbk), "中国");
  assert.equal(opening.decode(new TextEncoder().encode("\uFEFF中国")), "中国");
  assert.equal(opening.decode(Uint8Array.from([0xff, 0xfe, 0x2d, 0x4e])), "中");
  assert.equal(opening.decode(Uint8Array.from([0xfe, 0xff, 0x4e, 0x2d])), "中");
});
