/**
 * Hits and the blocks they stand in: which block holds a position, and gaps that do not leave their block.
 */
(function (archive) {
  "use strict";

  const sorted = archive.sorted;

  /**
   * @param {ArrayLike<number>} start
   * @param {ArrayLike<number>} end
   * @returns {Spans}
   */
  function spans(start, end) {
    return { start: Uint32Array.from(start), end: Uint32Array.from(end) };
  }

  /**
   * @param {Spans} all
   * @param {(start: number, end: number) => boolean} test
   * @returns {Spans}
   */
  function kept(all, test) {
    const rows = [];
    for (let at = 0; at < all.start.length; at++) if (test(all.start[at], all.end[at])) rows.push(at);
    if (rows.length === all.start.length) return all;
    return { start: Uint32Array.from(rows, (at) => all.start[at]), end: Uint32Array.from(rows, (at) => all.end[at]) };
  }

  /**
   * The blocks of some reports that have any units: first position, kind and part.
   *
   * @param {Store} store
   * @param {number[]} reports
   * @param {Job} job
   * @returns {Promise<Layout>}
   */
  async function layout(store, reports, job) {
    const tables = await Promise.all(reports.map((report) => store.blocks(report, job)));
    const { kinds, parts } = store.columns;
    /** @type {Layout} */
    const out = { begins: [], kinds: [], parts: [] };
    tables.forEach((rows, at) => {
      let position = store.starts[reports[at]];
      for (let row = 0; row < rows.length; row += 2) {
        if (rows[row]) {
          const kind = kinds[rows[row + 1] % kinds.length];
          const part = parts[Math.floor(rows[row + 1] / kinds.length)];
          if (kind === undefined || part === undefined) throw archive.codec.damaged(store.numbered("s", reports[at]), "段落目录不完整");
          out.begins.push(position);
          out.kinds.push(kind);
          out.parts.push(part);
        }
        position += rows[row];
      }
      if (position !== store.starts[reports[at] + 1] - 1) {
        throw archive.codec.damaged(store.numbered("s", reports[at]), "段落长度之和与报告长度不符");
      }
    });
    return out;
  }

  /**
   * @param {Layout} blocks
   * @param {number} position
   * @returns {number} the row of the block that holds it
   */
  function blockAt(blocks, position) {
    return sorted.lower(blocks.begins, position + 1) - 1;
  }

  /**
   * Join the pieces of a term with gaps, from the last one back: to each place the nearest chain that begins behind it,
   * near enough, and, where the blocks are known, inside one block.
   *
   * @param {ArrayLike<number>[]} places of each piece
   * @param {Term} term
   * @param {Layout | null} blocks
   * @returns {Spans}
   */
  function chain(places, term, blocks) {
    const inBlock = (/** @type {number} */ start, /** @type {number} */ end) =>
      !blocks || blockAt(blocks, start) === blockAt(blocks, end - 1);
    const last = term.pieces.length - 1;
    let found = kept(spans(places[last], Array.from(places[last], (at) => at + term.pieces[last].length)), inBlock);
    for (let piece = last - 1; piece >= 0; piece--) {
      const size = term.pieces[piece].length;
      const start = [];
      const end = [];
      for (let i = 0, at = 0; i < places[piece].length; i++) {
        const behind = places[piece][i] + size;
        at = sorted.gallop(found.start, behind, at);
        if (at >= found.start.length) break;
        if (found.start[at] - behind > term.gaps[piece] || !inBlock(places[piece][i], found.end[at])) continue;
        start.push(places[piece][i]);
        end.push(found.end[at]);
      }
      found = spans(start, end);
    }
    return found;
  }

  archive.blocks = { spans, kept, layout, blockAt, chain };
})((window.archive = window.archive || /** @type {Archive} */ ({})));
