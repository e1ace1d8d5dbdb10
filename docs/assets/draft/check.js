/**
 * What of a draft stands in the archive. Fingerprints say where a stretch may stand; texts say whether it does. Texts are
 * read until every stretch that may be shared is either found in one of them or in none of those that might hold it, so
 * that the marks are exact; then those that share most are read, for the list. A stretch that stands in hundreds of
 * reports needs one of them: how many others there are is known from the fingerprints only, and said so.
 */
(function (archive) {
  "use strict";

  const AT_ONCE = 12;
  /** So many reports are read for the list, beyond those that the marks need. */
  const LISTED = 24;

  /** The check of one draft: asked for another least length, it goes on with what it has read. */
  class Check {
    /**
     * @param {Store} store
     * @param {string} form of the draft
     * @param {Map<number, [number, number][]>} evidence
     */
    constructor(store, form, evidence) {
      this.store = store;
      this.form = form;
      /** @type {Suspect[]} */
      this.suspects = Array.from(evidence, ([prefix, spans]) => ({ prefix, windows: windowsOf(spans), read: false }));
      this.suspects.sort((one, two) => size(two.windows) - size(one.windows) || one.prefix - two.prefix);
      /** @type {FoundReport[]} */
      this.found = [];
      this.places = placesOf(form);
    }

    /**
     * Read texts until it is certain which stretches of `least` units stand in the archive.
     *
     * @param {number} least
     * @param {Job} job
     * @param {(done: number, total: number) => void} progress in units that are certain
     */
    async settle(least, job, progress) {
      const open = this.open(least);
      const total = open.reduce((sum, one) => sum + one, 0);
      for (let batch = this.next(open, least); batch.length; batch = this.next(open, least)) {
        await this.read(batch, job);
        this.close(open, least);
        progress(total - open.reduce((sum, one) => sum + one, 0), total);
      }
      const rest = this.suspects.filter((one) => !one.read).slice(0, Math.max(LISTED - this.found.length, 0));
      await this.read(rest, job);
    }

    /**
     * @param {number} least
     * @returns {Uint8Array} 1 for each place where a stretch of this length may begin that is not yet found
     */
    open(least) {
      const open = new Uint8Array(this.form.length + 1);
      for (const suspect of this.suspects) {
        for (const [start, end] of within(suspect.windows, least)) if (!suspect.read) open.fill(1, start, end);
      }
      this.close(open, least);
      return open;
    }

    /**
     * @param {Uint8Array} open
     * @param {number} least
     */
    close(open, least) {
      for (const report of this.found) {
        for (const run of report.runs) if (run.end - run.start >= least) open.fill(0, run.start, run.end - least + 1);
      }
    }

    /**
     * The next texts to read: each time the one that may settle most of what the others leave.
     *
     * @param {Uint8Array} open
     * @param {number} least
     * @returns {Suspect[]} none when nothing is open that a text could settle
     */
    next(open, least) {
      const left = open.slice();
      /** @type {Suspect[]} */
      const batch = [];
      while (batch.length < AT_ONCE) {
        const sums = new Uint32Array(left.length + 1);
        for (let at = 0; at < left.length; at++) sums[at + 1] = sums[at] + left[at];
        let best = null;
        let most = 0;
        for (const suspect of this.suspects) {
          if (suspect.read || batch.indexOf(suspect) >= 0) continue;
          let score = 0;
          for (const [start, end] of within(suspect.windows, least)) score += sums[end] - sums[start];
          if (score > most) [best, most] = [suspect, score];
        }
        if (!best) break;
        batch.push(best);
        for (const [start, end] of within(best.windows, least)) left.fill(0, start, end);
      }
      return batch;
    }

    /**
     * @param {Suspect[]} suspects
     * @param {Job} job
     */
    async read(suspects, job) {
      const texts = await archive.jobs.each(suspects, async (suspect) => {
        const prefix = "r" + ("0000" + suspect.prefix.toString(16)).slice(-5);
        const reports = await archive.reports.beginning(this.store, prefix, job);
        return Promise.all(reports.map((report) => archive.reports.whole(this.store, report, job)));
      });
      job.check();
      texts.forEach((reports, at) => {
        suspects[at].read = true;
        for (const report of reports) {
          const runs = this.shared(report.form);
          if (!runs.length) continue;
          const { id, title, url, year, type, unit_level } = report;
          const anchored = runs.map((run) => Object.assign(run, { anchor: archive.reports.blockAt(report, run.place).anchor }));
          this.found.push({ id, title, url, year, type, unit_level, runs: anchored });
        }
      });
    }

    /**
     * @param {string} form of a report
     * @returns {{start: number, end: number, place: number}[]} the longest stretches of the draft that stand in it, ascending, and where
     */
    shared(form) {
      const { GUARANTEE } = archive.winnowing;
      const draft = this.form;
      /** @type {Map<number, {start: number, end: number, place: number}>} the longest from each place on */
      const longest = new Map();
      for (let at = 0; at + GUARANTEE <= form.length; at++) {
        for (const start of this.places.get(form.substr(at, GUARANTEE)) || []) {
          if (start && at && draft[start - 1] === form[at - 1]) continue; // inside a stretch that began before
          let end = start + GUARANTEE;
          while (end < draft.length && draft[end] === form[at + end - start]) end += 1;
          const known = longest.get(start);
          if (!known || known.end < end) longest.set(start, { start, end, place: at });
        }
      }
      return outermost(Array.from(longest.values()));
    }

    /**
     * What is certain for stretches of at least so many units. `settle` has been there for this length.
     *
     * @param {number} least
     * @returns {DraftResult}
     */
    result(least) {
      const reports = this.found.map((report) => {
        const runs = report.runs.filter((run) => run.end - run.start >= least);
        return Object.assign({}, report, { runs, shared: archive.stretches.covered(runs) });
      }).filter((report) => report.runs.length);
      reports.sort((one, two) => two.shared - one.shared || (one.id < two.id ? -1 : 1));
      const unread = this.suspects.filter((one) => !one.read).map((one) => within(one.windows, least)).filter((windows) => windows.length);
      return { least, reports, marks: passages(reports, least), unread };
    }
  }

  /**
   * @param {string} form
   * @returns {Map<string, number[]>} where each stretch of GUARANTEE units stands
   */
  function placesOf(form) {
    const { GUARANTEE } = archive.winnowing;
    /** @type {Map<string, number[]>} */
    const places = new Map();
    for (let at = 0; at + GUARANTEE <= form.length; at++) {
      const words = form.substr(at, GUARANTEE);
      const known = places.get(words);
      if (known) known.push(at);
      else places.set(words, [at]);
    }
    return places;
  }

  /**
   * @param {[number, number][]} spans of the draft
   * @returns {[number, number][]} where stretches of GUARANTEE units inside them begin, joined, ascending
   */
  function windowsOf(spans) {
    const { GUARANTEE } = archive.winnowing;
    /** @type {[number, number][]} */
    const out = [];
    for (const [start, stop] of spans.slice().sort((one, two) => one[0] - two[0] || one[1] - two[1])) {
      const end = stop - GUARANTEE + 1;
      const last = out[out.length - 1];
      if (last && start <= last[1]) last[1] = Math.max(last[1], end);
      else out.push([start, end]);
    }
    return out;
  }

  /**
   * @param {[number, number][]} windows where stretches of GUARANTEE units may begin
   * @param {number} least
   * @returns {[number, number][]} where stretches of `least` units may begin
   */
  function within(windows, least) {
    const less = least - archive.winnowing.GUARANTEE;
    if (!less) return windows;
    return windows.filter(([start, end]) => end - less > start).map(([start, end]) => [start, end - less]);
  }

  /**
   * @param {[number, number][]} windows
   * @returns {number}
   */
  function size(windows) {
    return windows.reduce((sum, [start, end]) => sum + end - start, 0);
  }

  /**
   * @template {{start: number, end: number}} Run
   * @param {Run[]} runs
   * @returns {Run[]} those that lie within no other, ascending
   */
  function outermost(runs) {
    let reached = 0;
    return runs.sort((one, two) => one.start - two.start || two.end - one.end).filter((run) => {
      const further = run.end > reached;
      if (further) reached = run.end;
      return further;
    });
  }

  /**
   * What any report shares, cut into passages so that each stands in some report in one stretch: none is claimed whole
   * that is only put together. Where stretches overlap, the later passage is not cut below `least`.
   *
   * @param {{runs: {start: number, end: number}[]}[]} reports
   * @param {number} least
   * @returns {{start: number, end: number}[]} ascending, disjoint
   */
  function passages(reports, least) {
    const runs = outermost(reports.reduce((all, report) => all.concat(report.runs), /** @type {{start: number, end: number}[]} */ ([])));
    /** @type {{start: number, end: number}[]} */
    const out = [];
    runs.forEach(({ start, end }, at) => {
      const last = out[out.length - 1];
      const after = runs[at + 1];
      if (last && start <= last.end) {
        if (after && after.start <= last.end) return; // the next one goes on from here, and further
        start = last.end = Math.max(start, Math.min(last.end, end - least));
      }
      out.push({ start, end });
    });
    return out;
  }

  /**
   * Check a draft.
   *
   * @param {Store} store
   * @param {string} form of the draft
   * @param {Job} job
   * @param {(done: number, total: number) => void} progress in shards of fingerprints
   * @returns {Promise<Check>}
   */
  async function begin(store, form, job, progress) {
    return new Check(store, form, await archive.prints.lookUp(store, form, job, progress));
  }

  archive.draftCheck = { begin };
})((window.archive = window.archive || /** @type {Archive} */ ({})));
