/**
 * The 语境 view: every hit on a line of its own, the hits under one another, sorted by what stands beside them.
 */
(function (archive) {
  "use strict";

  /** So many characters of a hit are shown whole. */
  const MATCH = 20;
  const CHARACTERS = /[\p{L}\p{N}]/u;
  /** A word in Latin letters or a figure, with the year's sign behind it; or what stands between such. */
  const RUNS = /\w+(?:[!-:]\w+)*(?:年度?)?|\W+/g;
  /** The browser's own dictionary; without one, every sign is a word. */
  const cutter = Intl.Segmenter && new Intl.Segmenter("zh", { granularity: "word" });

  /**
   * The numbers of the hits to show when there are more than fit: evenly spread, the first one always among them.
   *
   * @param {number} total
   * @param {number} most
   * @returns {number[]} ascending, from 0, each once
   */
  function sample(total, most) {
    const size = Math.max(0, Math.min(total, most));
    return Array.from({ length: size }, (_, at) => Math.floor((at * total) / size));
  }

  /**
   * What stands beside a hit, the nearest character first; punctuation and spaces do not count.
   *
   * @param {HitLine} line
   * @param {string} side `left` or `right`
   * @returns {string}
   */
  function neighbours(line, side) {
    const characters = Array.from(side === "left" ? line.before : line.after).filter((one) => CHARACTERS.test(one));
    return (side === "left" ? characters.reverse() : characters).join("");
  }

  /**
   * Sort lines by the left or the right neighbour, or leave them in the order of the answer (`text`). Equal
   * neighbours keep the order of the answer. Neighbours that occur oftener do not come first: same ones stand together.
   *
   * @param {HitLine[]} lines
   * @param {string} by `left`, `right` or `text`
   * @returns {HitLine[]}
   */
  function order(lines, by) {
    if (by === "text") return lines.slice();
    const collator = new Intl.Collator("zh-Hans-u-co-pinyin");
    return lines.map((line, at) => ({ line, at, key: neighbours(line, by) }))
      .sort((a, b) => collator.compare(a.key, b.key) || a.at - b.at)
      .map((entry) => entry.line);
  }

  /**
   * @param {string} text
   * @returns {string[]} its words and what stands between them, in order; letters and digits in one run are one word
   */
  function words(text) {
    return (text.match(RUNS) || []).flatMap((run) => /\w/.test(run) ? run
      : cutter ? Array.from(cutter.segment(run), (one) => one.segment) : Array.from(run));
  }

  /**
   * The neighbours that occur most often: the word beside the hit, with the next one where it is a single sign, and
   * where the same word follows everywhere.
   *
   * @param {HitLine[]} lines
   * @param {string} side `left` or `right`
   * @param {number} most
   * @returns {{text: string, count: number}[]} only those that occur twice or more
   */
  function frequent(lines, side, most) {
    const left = side === "left";
    /** @type {Map<string, {text: string, count: number}>} */
    const counts = new Map();
    for (const line of lines) {
      const all = words(left ? line.before : line.after);
      if (left) all.reverse();
      let key = "";
      let text = "";
      for (const word of all.slice(all.findIndex((one) => CHARACTERS.test(one)))) {
        if (key || !CHARACTERS.test(word)) break;
        if (text.length > 1) key = text;
        text = left ? word + text : text + word;
      }
      key = key || text;
      const known = counts.get(key) || { text, count: 0 };
      if (known.text !== text) known.text = key;
      known.count += 1;
      if (key.length > 1) counts.set(key, known);
    }
    return Array.from(counts.values()).filter((one) => one.count > 1)
      .sort((a, b) => b.count - a.count || (a.text < b.text ? -1 : 1)).slice(0, most);
  }

  /**
   * The table of lines.
   *
   * @param {HitLine[]} lines already in order
   * @param {SearchState} state
   * @returns {HTMLElement}
   */
  function draw(lines, state) {
    const make = archive.element;
    const longest = lines.reduce((most, line) => Math.max(most, line.match.length), 0);
    const table = make("table", { class: "s-kwic" },
      make("caption", { class: "s-offscreen" }, "每处命中一行：前文、命中、后文、出处"),
      make("thead", null, make("tr", null, ...["前文", "命中", "后文", "出处"].map((name) => make("th", { scope: "col" }, name)))),
      make("tbody", null, ...lines.map((line) => row(line, state))));
    /** @type {HTMLElement} */ (table.querySelector("th:nth-child(2)")).style.width = Math.min(longest, MATCH) + 1.5 + "rem"; // a percentage here would make the column like the others
    return table;
  }

  /**
   * @param {HitLine} line
   * @param {SearchState} state
   * @returns {HTMLElement}
   */
  function row(line, state) {
    const make = archive.element;
    const address = archive.rootAddress() + archive.searchState.hitAddress(line, state, line.hit, line.anchor);
    const labels = [line.year, line.type].filter(Boolean).join(" ");
    const beside = (/** @type {ArchiveChild} */ shown) => make("a", { href: address, tabindex: "-1" }, shown); // the match is the row's one stop for the keyboard
    return make("tr", { "data-id": line.id },
      make("td", { class: "s-kwic__before" }, beside(make("bdi", null, line.before))),
      make("td", { class: "s-kwic__match" }, make("a", { href: address, "data-walk": true }, make("mark", null, line.match))),
      make("td", { class: "s-kwic__after" }, beside(line.after)),
      make("td", { class: "s-kwic__source", title: line.title }, labels, beside(line.title)));
  }

  archive.kwic = { sample, neighbours, order, words, frequent, draw };
})((window.archive = window.archive || /** @type {Archive} */ ({})));
