/**
 * What stands around a hit: 20 characters of the published text on each side, and the anchor of its block.
 */
(function (archive) {
  "use strict";

  const AROUND = 20;
  /** Where a block ends with none of these, as titles and headings do, a sign tells it from the next. */
  const CLOSED = "。！？；：，、…”.!?;:,—";
  const APART = "／";

  /**
   * @param {Store} store
   * @param {number} report
   * @param {Spans} spans of this report, as positions of the whole collection
   * @param {Job} job
   * @returns {Promise<Excerpt>}
   */
  async function cut(store, report, spans, job) {
    const card = await store.card(report, job);
    const start = store.starts[report];
    const begins = [0];
    card.sizes.forEach((size) => begins.push(begins[begins.length - 1] + size));
    if (begins[begins.length - 1] !== store.starts[report + 1] - start - 1) {
      throw archive.codec.damaged(store.numbered("c", report), "正文与索引的长度不符");
    }
    const hits = Array.from(spans.start, (from, at) => /** @type {[number, number]} */ ([from - start, spans.end[at] - start]));
    const snippets = await Promise.all(hits.map((hit) => one(store, { report, card, begins }, hit, job)));
    const head = await store.part(report, hits.length ? archive.texts.partAt(card, hits[0][0]) : 0, job);
    return {
      id: head.id, title: head.title, url: head.url, year: head.year, type: head.type, unit_level: head.unit_level,
      snippets,
    };
  }

  /**
   * @param {Store} store
   * @param {{report: number, card: Card, begins: number[]}} place
   * @param {[number, number]} hit local units
   * @param {Job} job
   * @returns {Promise<Snippet>}
   */
  async function one(store, place, hit, job) {
    let first = archive.texts.partAt(place.card, hit[0]);
    let last = archive.texts.partAt(place.card, hit[1] - 1);
    for (;;) {
      const numbers = archive.store.range([first, last + 1]);
      const parts = await Promise.all(numbers.map((number) => store.part(place.report, number, job)));
      const text = parts.map((part) => part.text).join("");
      const from = edge(parts, place.begins, first, hit[0], "starts");
      const to = edge(parts, place.begins, first, hit[1] - 1, "ends");
      const before = Array.from(text.slice(Math.max(from - 2 * AROUND - 1, 0), from));
      const after = Array.from(text.slice(to, to + 2 * AROUND + 1));
      if (before.length < AROUND && first > 0) first -= 1;
      else if (after.length < AROUND && last + 1 < place.card.sizes.length) last += 1;
      else {
        const begin = from - before.slice(-AROUND).join("").length;
        const behind = to + after.slice(0, AROUND).join("").length;
        const cuts = ends(parts).filter((at) => CLOSED.indexOf(text[at - 1]) < 0);
        return {
          before: apart(text, [begin, from], cuts.filter((at) => begin < at && at <= from)).slice(-AROUND).join(""), match: text.slice(from, to),
          after: apart(text, [to, behind], cuts.filter((at) => to <= at && at < behind)).slice(0, AROUND).join(""), anchor: anchorAt(parts, from),
        };
      }
    }
  }

  /**
   * @param {TextPart[]} parts
   * @param {number[]} begins first unit of every part of the report
   * @param {number} first number of the first of these parts
   * @param {number} unit local to the report
   * @param {"starts" | "ends"} side
   * @returns {number} where the unit's character begins or ends in the joined texts
   */
  function edge(parts, begins, first, unit, side) {
    let offset = 0;
    for (let at = 0; at < parts.length; at++) {
      const local = unit - begins[first + at];
      if (local < parts[at].mapped.form.length) return offset + parts[at].mapped[side][local];
      offset += parts[at].text.length;
    }
    return offset;
  }

  /**
   * @param {TextPart[]} parts
   * @returns {number[]} where blocks end in the joined texts, but for the last one; a block may go on in the next part
   */
  function ends(parts) {
    let end = 0;
    let anchor = "";
    /** @type {number[]} */
    const out = [];
    for (const part of parts) {
      for (const block of part.blocks) {
        if (end && block[0] !== anchor) out.push(end);
        anchor = block[0];
        end += block[3].length;
      }
    }
    return out;
  }

  /**
   * @param {string} text
   * @param {[number, number]} stretch
   * @param {number[]} cuts in it
   * @returns {string[]} the characters of the stretch, with the sign at the cuts
   */
  function apart(text, stretch, cuts) {
    const all = [stretch[0]].concat(cuts, stretch[1]);
    return Array.from(all.slice(1).map((end, at) => text.slice(all[at], end)).join(APART));
  }

  /**
   * @param {TextPart[]} parts
   * @param {number} offset in their joined texts
   * @returns {string} the anchor of the block that holds it
   */
  function anchorAt(parts, offset) {
    let end = 0;
    for (const part of parts) {
      for (const block of part.blocks) {
        end += block[3].length;
        if (end > offset) return block[0];
      }
    }
    return "";
  }

  archive.snippets = { cut };
})((window.archive = window.archive || /** @type {Archive} */ ({})));
