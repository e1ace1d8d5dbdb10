// Spoils the files of an index on their way, one after another: each answer must be the right one or an error.
"use strict";
const assert = require("node:assert");
const fs = require("node:fs");
const { engine, plain } = require("./engine.js");

const folder = process.argv[2];
const queries = JSON.parse(fs.readFileSync(0, "utf8"));
const CURE = /scripts\/build\.py/;

async function answers(/** @type {any} */ spoil) {
  const found = [];
  const seen = new Set();
  for (const query of queries) {
    const { archive, fetched } = engine(folder, spoil);
    try {
      found.push(plain(await archive.search(query, { limit: 3 })));
    } catch (error) {
      assert.strictEqual(error.code, "index", error.stack);
      assert.match(error.message, CURE);
      found.push("damaged");
    }
    for (const file of fetched) seen.add(file.name);
  }
  return { found, seen };
}

async function main() {
  const whole = await answers(undefined);
  assert.ok(!whole.found.includes("damaged"));
  const ways = [
    (script) => script.slice(0, (script.length * 2) / 3),
    () => "",
    (script) => script.slice(0, -20) + (script.slice(-20, -19) === "A" ? "B" : "A") + script.slice(-19),
    (script) => script.replace(/^archive\.shard\("[^"]*"/, 'archive.shard("other-00000000"'),
  ];
  let turn = 0;
  for (const name of Array.from(whole.seen).filter((_, at) => at < 5 || at % 3 === 0)) {
    const way = ways[turn++ % ways.length];
    const { found } = await answers((other, script) => (other === name ? way(script) : script));
    assert.ok(found.includes("damaged"), name);
    found.forEach((got, at) => got === "damaged" || assert.deepStrictEqual(got, whole.found[at]));
  }
}

main().catch((error) => {
  console.error(error);
  process.exit(1);
});
