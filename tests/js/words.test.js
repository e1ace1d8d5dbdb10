"use strict";
const test = require("node:test");
const assert = require("node:assert/strict");
const { load, plain } = require("./load.js");

const globals = {};
const archive = load(["vendor/lunr.js", "quick/words.js"], globals);
const { cut, unfinished, vocabulary } = archive.words;
const words = vocabulary(["党支部", "支部", "支部书记", "书记", "述职", "述职报告", "报告", "党建", "建"]);

test("the longest word is taken, and the words inside it", () => {
  assert.deepEqual(plain(cut("支部书记述职报告", words)), ["支部", "支部书记", "书记", "述职", "述职报告", "报告"]);
});

test("what is in no word is passed over, and does not hide what follows", () => {
  assert.deepEqual(plain(cut("某党支部与党建", words)), ["党支部", "支部", "党建"]);
});

test("an unfinished word is the longest end with which a word begins", () => {
  assert.equal(unfinished("书记述职报", words), "述职报");
  assert.equal(unfinished("述", words), "述");
  assert.equal(unfinished("某某", words), "");
});

test("a single sign of a longer query finds nothing, alone it does", () => {
  const asked = [];
  const index = { query: (fill) => { fill({ term: (word, how) => asked.push([word, Boolean(how.wildcard)]) }); return []; } };
  const ask = (query) => { asked.length = 0; archive.words.ranked({ index, vocabulary: words, trailing: 1, form: (text) => text }, query, { prefix: true }); return plain(asked); };
  assert.deepEqual(ask("扶建"), []); // 建 is a word, and begins one
  assert.deepEqual(ask("谈述"), []); // 述 begins 述职
  assert.deepEqual(ask("建"), [["建", false], ["建", true]]);
  assert.deepEqual(ask("党建述"), [["党建", false]]);
  assert.deepEqual(ask("党建述职报"), [["党建", false], ["述职", false], ["述职报", true]]);
});
