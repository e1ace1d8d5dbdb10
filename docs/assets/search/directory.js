/**
 * Which shards hold a term: the directory of one zone, from the start-up table. Its rows are counted through all runs.
 */
(function (archive) {
  "use strict";

  const codec = archive.codec;
  /** Bytes of a file's frame, about. */
  const FRAME = 300;

  /** The rows of one run, ascending by first key, then by first position; a list in blocks has several rows with its key. */
  class Run {
    /**
     * @param {RunTable} run
     * @param {string} name of the start-up table, for messages
     */
    constructor(run, name) {
      const steps = codec.varints(run.keys, name);
      const later = codec.varints(run.positions, name);
      this.nominal = run.bytes;
      this.least = run.least;
      this.keys = new Float64Array(codec.sums(steps));
      this.crcs = codec.words(run.crcs, name);
      this.long = new Float64Array(codec.sums(codec.varints(run.long, name)));
      this.sizes = run.sizes;
      let next = 0;
      let place = 0;
      this.positions = steps.map((step, row) => (place = step || !row ? run.from : place + later[next++]));
      if (next !== later.length || this.crcs.length !== steps.length || this.sizes.length !== this.long.length) {
        throw codec.damaged(name, "分片目录的各列不一致");
      }
    }

    /**
     * @param {number} key
     * @returns {[number, number]} the rows, from and up to, that hold the term or may hold it
     */
    rows(key) {
      const first = archive.sorted.lower(this.keys, key);
      const last = archive.sorted.lower(this.keys, key + 1);
      if (last > first) return [first, last];
      return first === 0 || this.inBlocks(first - 1) ? [0, 0] : [first - 1, first];
    }

    /**
     * @param {number} first
     * @param {number} last
     * @returns {[number, number]} the rows that may hold keys from `first` to before `last`
     */
    between(first, last) {
      const start = archive.sorted.lower(this.keys, first);
      const end = archive.sorted.lower(this.keys, last);
      if (start < this.keys.length && this.keys[start] === first) return [start, end];
      return [start && !this.inBlocks(start - 1) ? start - 1 : start, end];
    }

    /**
     * @param {number} key
     * @returns {number} about how many bytes its list has: its blocks, what the table says, or half of what it leaves out
     */
    size(key) {
      const rows = this.rows(key);
      if (rows[1] - rows[0] > 1) return (rows[1] - rows[0]) * this.nominal;
      const at = archive.sorted.lower(this.long, key);
      if (this.long[at] === key) return this.least * Math.pow(2, (this.sizes.charCodeAt(at) - 64) / 4);
      return rows[1] > rows[0] ? this.least / 2 : 0;
    }

    /**
     * @param {number} row
     * @returns {boolean}
     */
    inBlocks(row) {
      return this.keys[row - 1] === this.keys[row] || this.keys[row + 1] === this.keys[row];
    }
  }

  /** The runs of a zone: what is found in each comes in the order of positions. */
  class Directory {
    /**
     * @param {RunTable[]} runs
     * @param {string} folder
     * @param {string} name of the start-up table, for messages
     */
    constructor(runs, folder, name) {
      this.runs = runs.map((run) => new Run(run, name));
      /** @type {string[]} the name of each row's shard */
      this.names = [];
      /** @type {number[]} its first position */
      this.positions = [];
      /** @type {number[]} about how many bytes it has */
      this.bytes = [];
      this.runs.forEach((run) => run.positions.forEach((position, row) => {
        this.names.push(folder + "/" + codec.hex(run.keys[row]) + (position ? "." + codec.hex(position) : "") + "-" + codec.hex(run.crcs[row]));
        this.positions.push(position);
        this.bytes.push(run.nominal + FRAME);
      }));
    }

    /**
     * @param {number} key
     * @returns {number[]} the rows that hold the term or may hold it
     */
    rows(key) {
      return this.all((run) => run.rows(key));
    }

    /**
     * @param {number} first
     * @param {number} last
     * @returns {number[]} the rows that may hold keys from `first` to before `last`
     */
    between(first, last) {
      return this.all((run) => run.between(first, last));
    }

    /**
     * @param {(run: Run) => [number, number]} pick
     * @returns {number[]}
     */
    all(pick) {
      /** @type {number[]} */
      const out = [];
      let before = 0;
      for (const run of this.runs) {
        const rows = pick(run);
        for (let row = rows[0]; row < rows[1]; row++) out.push(before + row);
        before += run.keys.length;
      }
      return out;
    }

    /**
     * @param {number} key
     * @returns {number} about how many bytes its list has; 0 when it certainly does not occur
     */
    size(key) {
      return this.runs.reduce((sum, run) => sum + run.size(key), 0);
    }

    /**
     * @param {number[]} rows
     * @returns {number} about how many bytes their files have
     */
    cost(rows) {
      return rows.reduce((sum, row) => sum + this.bytes[row], 0);
    }
  }

  archive.Directory = Directory;
})((window.archive = window.archive || /** @type {Archive} */ ({})));
