"use strict";
const test = require("node:test");
const assert = require("node:assert/strict");
const { load, plain } = require("./load.js");

const { weave, stretches } = load(["report/marks.js"]).marks;
/** A search form small enough to see through: letters only, lower case, one ligature that becomes two. */
const form = (text) => Array.from(text).map((one) => (one === "ﬁ" ? "fi" : /[\p{L}\p{N}]/u.test(one) ? one.toLowerCase() : "")).join("");
const marked = (texts, spans) => plain(stretches(weave(texts, form), spans)).map((one) => [texts[one.text].slice(one.start, one.end), one.hits]);

test("the form of the pieces is the form of the whole", () => {
  assert.equal(weave(["不忘初心、", "牢记", "使命。"], form).form, "不忘初心牢记使命");
});

test("a hit over punctuation and inline markup is marked in each piece, inner punctuation with it", () => {
  assert.deepEqual(marked(["不忘初心、牢", "记使", "命"], [[2, 7]]), [["初心、牢", [1]], ["记使", [1]]]);
});

test("overlapping hits share a stretch", () => {
  assert.deepEqual(marked(["人人人"], [[0, 2], [1, 3]]), [["人", [1]], ["人", [1, 2]], ["人", [2]]]);
});

test("a character that becomes two is marked whole for each half", () => {
  assert.deepEqual(marked(["aﬁb"], [[0, 2]]), [["aﬁ", [1]]]);
  assert.deepEqual(marked(["aﬁb"], [[2, 4]]), [["ﬁb", [1]]]);
});

test("characters beyond U+FFFF keep their two units together", () => {
  assert.deepEqual(marked(["𠀀乙"], [[0, 2]]), [["𠀀", [1]]]);
  assert.deepEqual(marked(["甲𠀀乙"], [[3, 4]]), [["乙", [1]]]);
});

test("every hit is marked, whatever the cuts: random texts and spans", () => {
  let seed = 7;
  const random = (n) => (seed = (seed * 48271) % 2147483647) % n;
  for (let round = 0; round < 500; round++) {
    const texts = Array.from({ length: 1 + random(5) }, () => Array.from({ length: random(7) }, () => "甲乙、丙 丁，"[random(7)]).join(""));
    const woven = weave(texts, form);
    if (!woven.form.length) continue;
    const spans = Array.from({ length: 1 + random(4) }, () => {
      const start = random(woven.form.length);
      return [start, start + 1 + random(woven.form.length - start)];
    }).sort((a, b) => a[0] - b[0] || a[1] - b[1]);
    const out = plain(stretches(woven, spans));
    spans.forEach((span, at) => {
      const text = out.filter((one) => one.hits.includes(at + 1)).map((one) => texts[one.text].slice(one.start, one.end)).join("");
      assert.equal(form(text), woven.form.slice(span[0], span[1]));
    });
    out.slice(1).forEach((one, at) => assert.ok(one.text > out[at].text || one.start >= out[at].end));
  }
});
