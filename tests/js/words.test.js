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
