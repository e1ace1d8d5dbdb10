"use strict";
const test = require("node:test");
const assert = require("node:assert/strict");
const { load, plain } = require("./load.js");

const { suffixes, stretches } = load(["compare/suffixes.js", "compare/stretches.js"]);
const { Pair, covered, pieces } = stretches;

let seed = 11;
const random = (n) => (seed = (seed * 48271) % 2147483647) % n;
const word = (letters, size) => Array.from({ length: size }, () => letters[random(letters.length)]).join("");
/** Two texts that share pieces, also repeated ones. */
const texts = (letters, most) => {
  const stock = Array.from({ length: 4 }, () => word(letters, 1 + random(12)));
  const one = () => Array.from({ length: random(most) }, () => (random(2) ? stock[random(4)] : word(letters, random(6)))).join("");
  return [one(), one()];
};

/** The same by plain reading: every longest stretch of `left` in `right`, and every place of it. */
function plainly(left, right, least) {
  const out = [];
  let reached = 0;
  for (let at = 0; at < left.length; at++) {
    let size = 0;
    while (at + size < left.length && right.includes(left.slice(at, at + size + 1))) size += 1;
    if (size >= least && at + size > reached) {
      const places = [];
      const piece = left.slice(at, at + size);
      for (let to = right.indexOf(piece); to >= 0; to = right.indexOf(piece, to + 1)) places.push(to);
      out.push({ start: at, end: at + size, places });
    }
    reached = Math.max(reached, at + size);
  }
  return out;
}

/** Which characters stand in a shared stretch of n characters, by plain reading. */
const sharedPlainly = (left, right, n) => Array.from({ length: left.length }, (_, at) => {
  for (let from = Math.max(0, at - n + 1); from <= at && from + n <= left.length; from++) if (right.includes(left.slice(from, from + n))) return true;
  return false;
}).filter(Boolean).length;

test("suffixes are in order, and neighbours agree as far as is said", () => {
  for (let round = 0; round < 200; round++) {
    const text = word(["甲乙", "a", "甲甲甲甲乙"][round % 3], random(60));
    const made = suffixes.sorted(text);
    const order = Array.from({ length: text.length }, (_, at) => at).sort((a, b) => (text.slice(a) < text.slice(b) ? -1 : 1));
    assert.deepEqual(plain(Array.from(made.order)), order);
    const agreeing = suffixes.agreeing(text, made);
    for (let at = 1; at < order.length; at++) {
      const [a, b] = [text.slice(order[at - 1]), text.slice(order[at])];
      const size = agreeing[at];
      assert.equal(a.slice(0, size), b.slice(0, size));
      assert.ok(size === a.length || a[size] !== b[size]);
    }
  }
});

test("the longest common stretches and their places are those of plain reading, for both sides", () => {
  for (let round = 0; round < 600; round++) {
    const [left, right] = texts(["甲乙丙", "甲乙", "一二三四五六七八九十"][round % 3], 14);
    const pair = new Pair(left, right);
    for (const least of [1, 3, 6]) {
      for (const [side, own, other] of [[0, left, right], [1, right, left]]) {
        const runs = plain(pair.runs(side, least));
        const wanted = plainly(own, other, least);
        assert.deepEqual(runs.map((run) => [run.start, run.end]), wanted.map((run) => [run.start, run.end]), `${own}|${other}|${least}`);
        runs.forEach((run, at) => {
          if (wanted[at].places.length < 50) assert.deepEqual(run.places, wanted[at].places);
          else assert.ok(run.places.every((place) => wanted[at].places.includes(place)) && run.places.length >= 50);
        });
        assert.equal(covered(runs), sharedPlainly(own, other, least));
      }
    }
  }
});

test("one text repeated, equal texts and empty texts", () => {
  const same = new Pair("甲".repeat(5000), "甲".repeat(5000));
  assert.deepEqual(plain(same.runs(0, 6).map((run) => [run.start, run.end])), [[0, 5000]]);
  assert.deepEqual(plain(new Pair("", "甲乙").runs(0, 1)), []);
  assert.deepEqual(plain(new Pair("", "").runs(1, 1)), []);
  assert.deepEqual(plain(new Pair("党建工作", "党建工作").runs(1, 4)), [{ start: 0, end: 4, places: [0] }]);
});

test("pieces leave no gap, cut at every border, and name who covers them", () => {
  for (let round = 0; round < 300; round++) {
    const start = random(10);
    const end = start + random(30);
    const runs = [];
    for (let from = random(6), to = 0; from < 40; from += 1 + random(9)) if (from + 4 > to) runs.push({ start: from, end: (to = Math.max(to + 1, from + 1 + random(12))) });
    const cuts = [random(40), random(40)];
    const made = plain(pieces([start, end], runs, cuts));
    assert.equal(made.reduce((at, piece) => (assert.equal(piece.start, at), piece.end), start), end);
    for (const piece of made) {
      for (let at = piece.start; at < piece.end; at++) {
        assert.deepEqual(piece.runs, runs.map((run, number) => ({ run, number })).filter(({ run }) => run.start <= at && at < run.end).map((one) => one.number));
      }
      for (const cut of cuts) assert.ok(cut <= piece.start || cut >= piece.end);
    }
  }
});
