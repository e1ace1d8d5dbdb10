// The query language: the cases that the Python parser answers too.
"use strict";
const assert = require("node:assert");
const fs = require("node:fs");
const path = require("node:path");
const test = require("node:test");
const { scripts, plain } = require("./engine.js");

const CASES = path.join(__dirname, "..", "cases", "query");
const archive = scripts();
const table = fs.readFileSync(path.join(CASES, "form.json"), "utf8");
const form = new archive.form.SearchForm(table, "form");
const grammar = { form: (text) => form.apply(text), kinds: ["存在问题", "下一步打算"] };

for (const row of JSON.parse(fs.readFileSync(path.join(CASES, "queries.json"), "utf8"))) {
  test(row.why, () => {
    if (row.want) {
      assert.deepStrictEqual(plain(archive.query.parse(row.query, grammar, row.whole)), row.want);
      return;
    }
    assert.throws(() => archive.query.parse(row.query, grammar, row.whole), (error) => {
      assert.strictEqual(error.code, "query");
      assert.deepStrictEqual({ detail: error.detail, message: error.message, understood: error.understood }, row.error);
      return true;
    });
  });
}

test("any text is a query or an error with a sentence, never anything else", () => {
  const signs = Array.from("党建扶贫-－|｜*＊…{}0123456789\"“”，：: \u3000标题部分小存在问题.,()%\ud842\udfb7\n");
  let seed = 20260;
  const random = (below) => (seed = (seed * 48271) % 2147483647) % below;
  for (let round = 0; round < 3000; round++) {
    const text = Array.from({ length: random(24) }, () => signs[random(signs.length)]).join("");
    try {
      const query = archive.query.parse(text, grammar);
      assert.ok(query.understood && query.groups.length, text);
      for (const group of query.groups) {
        for (const term of group.options) assert.ok(term.pieces.every(Boolean) && term.pieces.length === term.gaps.length + 1, text);
      }
    } catch (error) {
      if (error.code !== "query") throw error;
      assert.match(error.message, /[\u4e00-\u9fff].*。$/);
    }
  }
});
