// The decoders: right on what is right, an error on anything else, and always an end.
"use strict";
const assert = require("node:assert");
const fs = require("node:fs");
const path = require("node:path");
const test = require("node:test");
const { scripts, names } = require("./engine.js");

const { codec, sorted, phrase, Directory, Cache, SearchError, wording } = scripts();
let seed = 7;
const random = (/** @type {number} */ below) => (seed = (seed * 48271) % 2147483647) % below;

/** @param {number[]} values */
function varints(values) {
  return values.flatMap((value) => {
    const out = [];
    for (; value > 127; value = Math.floor(value / 128)) out.push((value % 128) | 128);
    return out.concat(value);
  });
}

const base64 = (/** @type {number[]} */ bytes) => Buffer.from(bytes).toString("base64");
const damaged = (/** @type {any} */ error) => error instanceof SearchError && error.code === "index" && /build\.py/.test(error.message);

/** @param {[number, number[]][]} terms ascending keys with ascending positions */
function shard(terms) {
  const lists = terms.map(([, places]) => varints(places.map((place, at) => place - (at ? places[at - 1] : 0))));
  const head = [terms.length].concat(...terms.map(([key], at) => [key - (at ? terms[at - 1][0] : 0), lists[at].length]));
  return varints(head).concat(...lists);
}

test("the check value of CRC-32, over UTF-16", () => {
  assert.strictEqual(codec.crc("\u3231\u3433\u3635\u3837\u0039".slice(0, 4)), "9ae0daaf"); // the bytes of "12345678"
  assert.strictEqual(codec.crc(""), "00000000");
});

test("base64 as others write it", () => {
  for (let size = 0; size < 40; size++) {
    const bytes = Array.from({ length: size }, () => random(256));
    assert.deepStrictEqual(Array.from(codec.bytes(base64(bytes), "x")), bytes);
  }
  for (const text of ["A", "AA", "AAA", "====", "=", "A===", "AB=C", "AA==AAAA", "A A=", "AA\u00e9=", "党建党建"]) {
    assert.throws(() => codec.bytes(text, "x"), damaged, text);
  }
});

test("a shard gives back its lists, and nothing for other keys", () => {
  /** @type {[number, number[]][]} */
  const terms = [[5, [0, 1, 300]], [70000, [4294967295]], [3000000000, [7]]];
  const read = new codec.PostingShard(base64(shard(terms)), "p/x");
  for (const [key, places] of terms) assert.deepStrictEqual(Array.from(read.positions(key)), places);
  assert.strictEqual(read.positions(6).length, 0);
  assert.strictEqual(read.positions(4294967295).length, 0);
});

test("any cut and any longer shard is damage", () => {
  const whole = shard([[5, [1, 3]], [9, [2]]]);
  for (let size = 0; size < whole.length; size++) {
    assert.throws(() => new codec.PostingShard(base64(whole.slice(0, size)), "p/x"), damaged, String(size));
  }
  assert.throws(() => new codec.PostingShard(base64(whole.concat(0)), "p/x"), damaged);
});

test("random bytes are a shard in order, or damage", () => {
  let right = 0;
  for (let round = 0; round < 20000; round++) {
    const bytes = Array.from({ length: random(24) }, () => random(round % 2 ? 256 : 6));
    try {
      const read = new codec.PostingShard(base64(bytes), "p/x");
      for (const key of Array.from(read.keys)) {
        const places = Array.from(read.positions(key));
        assert.ok(places.length && places.every((place, at) => !at || place > places[at - 1]));
      }
      right += 1;
    } catch (error) {
      if (!damaged(error)) throw error;
    }
  }
  assert.ok(right > 0);
});

test("numbers that never end are damage", () => {
  assert.throws(() => codec.varints(base64([128, 128, 128, 128, 128, 128, 1]), "x"), damaged);
  assert.throws(() => codec.varints(base64([128]), "x"), damaged);
});

test("codes are code points", () => {
  assert.deepStrictEqual(Array.from(codec.codes("#$" + String.fromCodePoint(0xd7ff, 0xe000, 0x10023))), [0, 1, 0xd7ff - 35, 0xd800 - 35, 0xf800]);
});

test("a directory whose columns disagree is damage", () => {
  const good = {
    from: 0, bytes: 100, least: 8, keys: base64(varints([5, 0, 0, 10])), positions: base64(varints([50, 25])),
    crcs: base64(new Array(16).fill(1)), long: base64(varints([7])), sizes: "D",
  };
  const read = new Directory([good], "p", "start");
  assert.deepStrictEqual(Array.from(read.positions), [0, 50, 75, 0]);
  assert.deepStrictEqual([4, 5, 7, 15, 99].map((key) => Array.from(read.rows(key))), [[], [0, 1, 2], [], [3], [3]]);
  assert.deepStrictEqual([4, 5, 15, 99].map((key) => read.size(key)), [0, 300, 4, 4]);
  assert.strictEqual(read.names[1], "p/00000005.00000032-01010101");
  assert.deepStrictEqual(Array.from(read.between(0, 16)), [0, 1, 2, 3]);
  assert.deepStrictEqual(Array.from(read.between(6, 20)), [3]);
  assert.deepStrictEqual(Array.from(read.between(16, 20)), [3]);
  for (const bad of [{ positions: "" }, { positions: base64([1, 2, 3]) }, { crcs: base64([1, 1, 1, 1]) }, { sizes: "DD" }, { keys: base64([128]) }]) {
    assert.throws(() => new Directory([Object.assign({}, good, bad)], "p", "start"), damaged);
  }
});

test("the rows of all runs are counted on, and stand in the order of positions", () => {
  const run = (/** @type {number} */ from, /** @type {number[]} */ keys, /** @type {number[]} */ later) => ({
    from, bytes: from ? 10 : 100, least: 8, keys: base64(varints(keys)), positions: base64(varints(later)),
    crcs: base64(new Array(4 * keys.length).fill(1)), long: "", sizes: "",
  });
  const read = new Directory([run(0, [5, 0, 10], [50]), run(80, [3, 12, 0], [7])], "p", "start");
  assert.deepStrictEqual(Array.from(read.positions), [0, 50, 0, 80, 80, 87]);
  assert.deepStrictEqual([2, 3, 5, 14, 15, 99].map((key) => Array.from(read.rows(key))), [[], [3], [0, 1, 3], [3], [2, 4, 5], [2]]);
  assert.deepStrictEqual([2, 3, 5, 15].map((key) => read.size(key)), [0, 4, 204, 24]);
  assert.deepStrictEqual(Array.from(read.between(4, 6)), [0, 1, 3]);
  assert.strictEqual(read.names[3], "p/00000003.00000050-01010101");
  assert.strictEqual(read.cost([2, 3]), 100 + 10 + 2 * 300);
});

test("lists are met and joined like sets", () => {
  const list = (/** @type {number} */ size) => Uint32Array.from(new Set(Array.from({ length: size }, () => random(60)))).sort();
  for (let round = 0; round < 500; round++) {
    const [a, b, shift] = [list(random(30)), list(random(30)), random(4)];
    assert.deepStrictEqual(Array.from(sorted.meet(a, b, shift)), Array.from(a).filter((place) => b.includes(place + shift)));
    assert.deepStrictEqual(Array.from(sorted.union([a, b])), Array.from(new Set([...a, ...b])).sort((x, y) => x - y));
    assert.deepStrictEqual(Array.from(sorted.moved(a, shift)), Array.from(a).filter((place) => place >= shift).map((place) => place - shift));
  }
});

test("the cheapest cover leaves no unit out", () => {
  for (let round = 0; round < 500; round++) {
    const size = 2 + random(9);
    const costs = Array.from({ length: size - 1 }, () => random(50));
    const covered = Uint8Array.from({ length: size }, () => (random(3) ? 0 : 1));
    const { pairs, cost } = phrase.cover(covered, costs);
    const have = Uint8Array.from(covered);
    for (const pair of pairs) have[pair] = have[pair + 1] = 1;
    assert.ok(have.every(Boolean));
    assert.strictEqual(cost, pairs.reduce((/** @type {number} */ sum, /** @type {number} */ pair) => sum + costs[pair], 0));
    let best = Infinity;
    for (let choice = 0; choice < 1 << (size - 1); choice++) {
      const some = costs.map((_, at) => at).filter((at) => (choice >> at) & 1);
      if (Array.from(covered).every((one, at) => one || some.includes(at) || some.includes(at - 1))) {
        best = Math.min(best, some.reduce((sum, at) => sum + costs[at], 0));
      }
    }
    assert.strictEqual(cost, best);
  }
});

test("what was used longest ago goes first, and what is too large stays alone", () => {
  const cache = new Cache();
  const size = 20 * 1024 * 1024;
  for (const name of ["a", "b"]) cache.put(name, name, size);
  assert.strictEqual(cache.get("a"), "a");
  cache.put("c", "c", size);
  assert.deepStrictEqual(["a", "b", "c"].map((name) => cache.get(name)), ["a", undefined, "c"]);
  cache.put("d", "d", 10 * size);
  assert.deepStrictEqual(["a", "c", "d"].map((name) => cache.get(name)), [undefined, undefined, "d"]);
});

test("the page loads the same scripts in the same order", () => {
  const face = fs.readFileSync(path.join(__dirname, "../../docs/assets/search/face.js"), "utf8");
  const listed = /ENGINE = \[([^\]]*)\]/.exec(face);
  assert.deepStrictEqual(listed && listed[1].match(/\w+/g), names);
  assert.ok(wording);
});
