// Loads the site's classic scripts into a fresh window, without a browser.
"use strict";
const fs = require("node:fs");
const path = require("node:path");
const vm = require("node:vm");

const ASSETS = path.join(__dirname, "..", "..", "docs", "assets");

/**
 * @param {string[]} names paths below docs/assets
 * @param {object} [globals] further globals of the page
 * @returns {any} the window.archive that the scripts made
 */
function load(names, globals) {
  const window = { archive: {} };
  const context = vm.createContext(Object.assign({ window, URLSearchParams, Intl, console, setTimeout, clearTimeout, lunr: undefined }, globals));
  for (const name of names) vm.runInContext(fs.readFileSync(path.join(ASSETS, name), "utf8"), context, { filename: name });
  return window.archive;
}

/** Values from another context, as plain values of this one. */
const plain = (value) => JSON.parse(JSON.stringify(value));

module.exports = { load, plain, ASSETS };
