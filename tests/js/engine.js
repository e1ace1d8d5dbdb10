// The phrase search without a browser: its scripts in a fresh window, its files read from a folder.
"use strict";
const fs = require("node:fs");
const path = require("node:path");
const zlib = require("node:zlib");
const { load, plain } = require("./load.js");

/** In the order in which they need one another, as in search/face.js. */
const names = ["codec", "form", "wording", "query", "columns", "directory", "sorted", "phrase", "texts", "blocks", "match", "rank",
  "snippets", "cache", "store", "loader", "engine"];

/**
 * @param {string[]} [more] paths below docs/assets of further scripts
 * @returns {any} window.archive with the engine's scripts
 */
function scripts(more) {
  return load(names.map((name) => `search/${name}.js`).concat(more || []));
}

/**
 * An engine over a folder `search/`. `fetched` tells each file and its gzipped size, in order.
 *
 * @param {string} folder
 * @param {(name: string, script: string) => string} [spoil] change a file on its way
 * @param {string[]} [more] further scripts
 */
function engine(folder, spoil, more) {
  const archive = scripts(more);
  /** @type {{name: string, bytes: number}[]} */
  const fetched = [];
  archive.loader.load = async (/** @type {string} */ name) => {
    let script;
    try {
      script = fs.readFileSync(path.join(folder, name + ".js"), "utf8");
    } catch (error) {
      throw archive.codec.damaged(name, "没有载入，文件可能缺失或网络中断");
    }
    if (spoil) script = spoil(name, script);
    fetched.push({ name, get bytes() { return zlib.gzipSync(script, { level: 9 }).length; } });
    const match = /^archive\.shard\(("(?:[^"\\]|\\.)*"),("(?:[^"\\]|\\.)*")\);\n$/.exec(script);
    if (!match || JSON.parse(match[1]) !== name) throw archive.codec.damaged(name, "内容已损坏");
    return archive.loader.verified(name, JSON.parse(match[2]));
  };
  return { archive, fetched };
}

module.exports = { scripts, engine, plain, names };
