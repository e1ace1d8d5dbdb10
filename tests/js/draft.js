// Checks drafts on a built index for a test in another language: {"forms": […]} gives their fingerprints, {"drafts": […],
// "least": […]} what of them stands in the archive for each least length, one after another.
"use strict";
const fs = require("node:fs");
const { engine, plain } = require("./engine.js");

const MORE = ["compare/stretches.js", "compare/reports.js", "draft/winnowing.js", "draft/prints.js", "draft/check.js"];

async function main() {
  const { archive, fetched } = engine(process.argv[2], undefined, MORE);
  const asked = JSON.parse(fs.readFileSync(0, "utf8"));
  if (asked.forms) return asked.forms.map((form) => plain(archive.winnowing.fingerprints(form)));
  const store = await archive.engine.open();
  const job = new archive.jobs.SearchJob({});
  const answers = [];
  for (const draft of asked.drafts) {
    await store.ready(draft, job);
    const form = store.form.apply(draft);
    const before = fetched.length;
    const check = await archive.draftCheck.begin(store, form, job, () => undefined);
    const results = [];
    for (const least of asked.least) {
      await check.settle(least, job, () => undefined);
      results.push(plain(check.result(least)));
    }
    answers.push({ form, results, files: fetched.length - before });
  }
  return answers;
}

main().then((out) => process.stdout.write(JSON.stringify(out)), (error) => {
  console.error(error);
  process.exit(1);
});
