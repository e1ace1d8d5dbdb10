/**
 * The hits of a query in one text that is at hand, without the index: the same rules as in `search/match.js`, whose
 * pieces it is made of, over places found by plain reading.
 */
(function (archive) {
  "use strict";

  /**
   * @param {Query} query as the engine parsed it
   * @param {PageText} page
   * @returns {number[][]} [start, end) in the search form, by start and then end; none if the report does not match
   */
  function spans(query, page) {
    const store = storeOf(page);
    /** @type {Map<Term, Spans>} */
    const hits = new Map();
    for (const group of query.groups) {
      for (const term of group.options) hits.set(term, hitsOf(term, page, group.negative || term.field === "title" ? [] : query.parts, store));
    }
    const found = (/** @type {Term} */ term) => /** @type {Spans} */ (hits.get(term));
    const matches = query.groups.every((group) => group.options.some((term) => found(term).start.length > 0) !== group.negative);
    if (!matches) return [];
    const terms = archive.match.wanted(query).map((term) => ({ term, spans: found(term) }));
    const all = archive.match.distinct({ reports: Uint32Array.of(0), terms });
    return Array.from(all.start, (start, at) => [start, all.end[at]]);
  }

  /**
   * What the matcher's rules about titles ask of an index, for an index of this one report.
   *
   * @param {PageText} page
   * @returns {Store}
   */
  function storeOf(page) {
    const second = page.blocks[1];
    const title = second ? second.start : page.form.length;
    return /** @type {any} */ ({ starts: [0, page.form.length + 1], titles: [title] });
  }

  /**
   * @param {Term} term
   * @param {PageText} page
   * @param {string[]} parts
   * @param {Store} store
   * @returns {Spans}
   */
  function hitsOf(term, page, parts, store) {
    const layout = layoutOf(page);
    const { kept, blockAt, chain, isTitle } = archive.match;
    const inHead = (/** @type {number} */ place, /** @type {number} */ size) =>
      blockAt(layout, place) === blockAt(layout, place + size - 1) && layout.kinds[blockAt(layout, place)] !== "paragraph";
    const places = term.pieces.map((piece) =>
      placesOf(page.form, piece).filter((place) => !term.field || inHead(place, piece.length)));
    let found = chain(places, term, term.gaps.length ? layout : null);
    if (term.field) found = kept(found, (start, end) => isTitle(store, start, end) === (term.field === "title"));
    if (archive.match.checked(term)) found = kept(found, archive.match.confirms(term, page.texts, page.mapped));
    return parts.length ? kept(found, (start, end) => within(layout, start, end, parts)) : found;
  }

  /**
   * @param {PageText} page
   * @returns {Layout} the blocks that have any units
   */
  function layoutOf(page) {
    const ends = page.blocks.map((_, at) => (at + 1 < page.blocks.length ? page.blocks[at + 1].start : page.form.length));
    const full = page.blocks.filter((block, at) => ends[at] > block.start);
    return { begins: full.map((block) => block.start), kinds: full.map((block) => block.kind), parts: full.map((block) => block.part) };
  }

  /**
   * @param {string} form
   * @param {string} piece
   * @returns {number[]} every place, overlapping ones too
   */
  function placesOf(form, piece) {
    const out = [];
    for (let at = form.indexOf(piece); piece && at >= 0; at = form.indexOf(piece, at + 1)) out.push(at);
    return out;
  }

  /**
   * @param {Layout} layout
   * @param {number} start
   * @param {number} end
   * @param {string[]} parts
   * @returns {boolean} whether all blocks that the hit touches stand in parts of these kinds
   */
  function within(layout, start, end, parts) {
    for (let row = archive.match.blockAt(layout, start); row <= archive.match.blockAt(layout, end - 1); row++) {
      if (parts.indexOf(layout.parts[row]) < 0) return false;
    }
    return true;
  }

  archive.pageSpans = spans;
})((window.archive = window.archive || /** @type {Archive} */ ({})));
