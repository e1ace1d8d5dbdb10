// What a first visit costs: for each query a new engine, the gzipped bytes of every file that it fetches until the exact
// count, then until the first 20 reports with their places; and the same query again, warm.
"use strict";
const fs = require("node:fs");
const path = require("node:path");
const zlib = require("node:zlib");
const { engine, plain } = require("../js/engine.js");

const folder = process.argv[2];
/** @type {Map<string, number>} */
const sizes = new Map();

function gzipped(/** @type {string} */ name) {
  let size = sizes.get(name);
  if (size === undefined) {
    size = zlib.gzipSync(fs.readFileSync(path.join(folder, name + ".js")), { level: 9 }).length;
    sizes.set(name, size);
  }
  return size;
}

const sum = (/** @type {{name: string}[]} */ files) => files.reduce((total, file) => total + gzipped(file.name), 0);

async function main() {
  const rows = [];
  for (const query of JSON.parse(fs.readFileSync(0, "utf8"))) {
    const { archive, fetched } = engine(folder);
    const counted = await archive.search(query, { whole: true, limit: 0 });
    const files = fetched.length;
    const answer = await archive.search(query, { whole: true });
    const start = performance.now();
    await archive.search(query, { whole: true });
    rows.push({
      query, hits: counted.hits, total: counted.total, files, count: sum(fetched.slice(0, files)), more: sum(fetched.slice(files)),
      warm: performance.now() - start, answer: plain(answer),
    });
  }
  process.stdout.write(JSON.stringify(rows));
}

main().catch((error) => {
  console.error(error);
  process.exit(1);
});
