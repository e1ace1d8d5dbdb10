// Answers queries on a built index for a test in another language: rows of [query, options] come in as JSON, results go out.
"use strict";
const fs = require("node:fs");
const { engine, plain } = require("./engine.js");

async function main() {
  const { archive } = engine(process.argv[2]);
  const answers = [];
  for (const [query, options] of JSON.parse(fs.readFileSync(0, "utf8"))) {
    try {
      answers.push(plain(await archive.search(query, options)));
    } catch (error) {
      if (!(error instanceof archive.SearchError)) throw error;
      answers.push({ query, understood: error.understood, error: { code: error.code, detail: error.detail, message: error.message } });
    }
  }
  process.stdout.write(JSON.stringify(answers));
}

main().catch((error) => {
  console.error(error);
  process.exit(1);
});
