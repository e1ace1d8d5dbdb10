/**
 * The second way to an exact answer: reading the few reports that are left, when that costs less than more lists.
 */
(function (archive) {
  "use strict";

  const sorted = archive.sorted;
  /** Beyond so many reports, lists are always the cheaper way. */
  const MOST_READ = 80;
  /** Gzipped bytes, about: of one unit of text, of one file's frame, of the card and structure files. */
  const UNIT = 1.5;
  const FRAME = 300;
  const CARDS = 1250;
  const PART = 4096;

  /**
   * What it costs to read the reports that are left, and how; none when there are too many.
   *
   * @param {Store} store
   * @param {Zone} zone
   * @param {Known} known
   * @returns {{cost: number, take: (form: string, job: Job) => Promise<Uint32Array>} | null}
   */
  function rescue(store, zone, known) {
    if (zone === "head") return null; // its lists are short
    const { places } = known;
    const reports = places ? archive.phrase.reportsOf(store, places, MOST_READ) : Array.from(known.reports || []).slice(0, MOST_READ + 1);
    if (reports.length > MOST_READ) return null;
    return {
      cost: readingCost(store, reports, places),
      take: async (form, job) => {
        const found = await Promise.all(reports.map((report) =>
          places ? confirmed(store, report, archive.phrase.within(store, places, [report]), form, job) : scanned(store, report, form, job)));
        return sorted.joined(found);
      },
    };
  }

  /**
   * @param {Store} store
   * @param {number[]} reports
   * @param {Uint32Array | null | undefined} places when only the parts that hold these are read
   * @returns {number} gzipped bytes, about
   */
  function readingCost(store, reports, places) {
    let cost = 0;
    const cards = new Set();
    for (const report of reports) {
      const length = store.starts[report + 1] - store.starts[report] - 1;
      const card = store.cardAtHand(report);
      if (!card) {
        cards.add(store.numbered("c", report));
        cost += (places ? Math.min(length, PART) : length) * UNIT + FRAME;
        continue;
      }
      const first = places ? places[sorted.lower(places, store.starts[report])] - store.starts[report] : 0;
      card.sizes.forEach((size, number) => {
        if (places && number !== partAt(card, first)) return;
        if (!store.hasPart(card, number)) cost += size * UNIT + FRAME;
      });
    }
    return cost + cards.size * CARDS;
  }

  /**
   * @param {Card} card
   * @param {number} unit local to the report
   * @returns {number} the part that holds it
   */
  function partAt(card, unit) {
    let end = 0;
    const number = card.sizes.findIndex((size) => (end += size) > unit);
    return number < 0 ? card.sizes.length - 1 : number;
  }

  /**
   * The form of a stretch of a report, from the parts that hold it.
   *
   * @param {Store} store
   * @param {number} report
   * @param {[number, number]} stretch local units, half-open
   * @param {Job} job
   * @returns {Promise<{form: string, from: number}>} `from`: where the form begins in the report
   */
  async function formOf(store, report, stretch, job) {
    const card = await store.card(report, job);
    const first = partAt(card, stretch[0]);
    const last = partAt(card, Math.max(stretch[1] - 1, stretch[0]));
    const numbers = archive.store.range([first, last + 1]);
    const parts = await Promise.all(numbers.map((number) => store.part(report, number, job)));
    const from = card.sizes.slice(0, first).reduce((sum, size) => sum + size, 0);
    return { form: parts.map((part) => part.mapped.form).join(""), from };
  }

  /**
   * @param {Store} store
   * @param {number} report
   * @param {Uint32Array} places all in this report
   * @param {string} form
   * @param {Job} job
   * @returns {Promise<Uint32Array>} those at which the text has the form
   */
  async function confirmed(store, report, places, form, job) {
    const start = store.starts[report];
    const last = places[places.length - 1] - start;
    const length = store.starts[report + 1] - start - 1;
    const text = await formOf(store, report, [places[0] - start, Math.min(last + form.length, length)], job);
    return places.filter((place) => text.form.startsWith(form, place - start - text.from));
  }

  /**
   * @param {Store} store
   * @param {number} report
   * @param {string} form
   * @param {Job} job
   * @returns {Promise<Uint32Array>} all places in the report
   */
  async function scanned(store, report, form, job) {
    const start = store.starts[report];
    const text = await formOf(store, report, [0, store.starts[report + 1] - start - 1], job);
    const out = [];
    for (let at = text.form.indexOf(form); at >= 0; at = text.form.indexOf(form, at + 1)) out.push(start + at);
    return new Uint32Array(out);
  }

  archive.texts = { rescue, partAt };
})((window.archive = window.archive || /** @type {Archive} */ ({})));
