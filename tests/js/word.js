// Makes files of documents for a test in another language: the build's parts.js and documents come in, all parts go out.
"use strict";
const fs = require("node:fs");
const vm = require("node:vm");
const { load, plain } = require("./load.js");

async function main() {
  const { parts, documents } = JSON.parse(fs.readFileSync(0, "utf8"));
  const archive = load(["word/rows.js", "word/document.js", "word/plain.js", "word/zip.js"], { TextEncoder, Blob, Response, CompressionStream });
  const window = { archive };
  vm.runInNewContext(parts, { window });
  const made = [];
  for (const document of documents) {
    const files = plain(archive.word.parts(document));
    const zip = await archive.zip(files.map(([name, content]) => ({ name, content })), "");
    made.push({
      parts: files, text: archive.plain.text(document), markdown: archive.plain.markdown(document),
      zip: Buffer.from(await zip.arrayBuffer()).toString("base64"),
    });
  }
  process.stdout.write(JSON.stringify({ made, names: plain(archive.plain.names(documents)) }));
}

main().catch((error) => {
  console.error(error);
  process.exit(1);
});
