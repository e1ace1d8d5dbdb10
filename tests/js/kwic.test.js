"use strict";
const test = require("node:test");
const assert = require("node:assert/strict");
const { load, plain } = require("./load.js");

const { sample } = load(["search/kwic.js"]).kwic;

test("a sample is all of few, and evenly spread over many", () => {
  assert.deepEqual(plain(sample(3, 1000)), [0, 1, 2]);
  assert.deepEqual(plain(sample(0, 1000)), []);
  const many = plain(sample(123456, 1000));
  assert.equal(many.length, 1000);
  assert.equal(new Set(many).size, 1000);
  assert.equal(many[0], 0);
  const gaps = many.slice(1).map((one, at) => one - many[at]);
  assert.ok(Math.max(...gaps) - Math.min(...gaps) <= 1);
});
