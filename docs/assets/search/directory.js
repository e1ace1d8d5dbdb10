/**
 * Which shard holds a term: the directory of one zone, from the start-up table.
 */
(function (archive) {
  "use strict";

  const codec = archive.codec;

  /** Rows ascend by first key, then by first position; a list in blocks has several rows with its key. */
  class Directory {
    /**
     * @param {{bytes: number, least: number, keys: string, positions: string, crcs: string, long: string, sizes: string}} zone
     * @param {string} folder
     * @param {string} name of the start-up table, for messages
     */
    constructor(zone, folder, name) {
      const steps = codec.varints(zone.keys, name);
      const later = codec.varints(zone.positions, name);
      this.folder = folder;
      this.nominal = zone.bytes;
      this.least = zone.least;
      this.keys = new Float64Array(codec.sums(steps));
      this.crcs = codec.words(zone.crcs, name);
      this.long = new Float64Array(codec.sums(codec.varints(zone.long, name)));
      this.sizes = zone.sizes;
      this.positions = new Float64Array(steps.length);
      let next = 0;
      steps.forEach((step, row) => {
        if (step === 0 && row > 0) this.positions[row] = this.positions[row - 1] + later[next++];
      });
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
     * About how many bytes a list has: its blocks, what the table says, or half of what it leaves out.
     *
     * @param {number} key
     * @returns {number} 0 when the term certainly does not occur
     */
    size(key) {
      const rows = this.rows(key);
      if (rows[1] - rows[0] > 1) return (rows[1] - rows[0]) * this.nominal;
      const at = archive.sorted.lower(this.long, key);
      if (this.long[at] === key) return this.least * Math.pow(2, (this.sizes.charCodeAt(at) - 64) / 4);
      return rows[1] > rows[0] ? this.least / 2 : 0;
    }

    /**
     * Those rows of a list in blocks that may hold a position from one of the stretches.
     *
     * @param {[number, number]} rows
     * @param {ArrayLike<number>} begins of the stretches, ascending
     * @param {ArrayLike<number>} ends behind the stretches, ascending
     * @returns {number[]}
     */
    touched(rows, begins, ends) {
      const out = [];
      for (let row = rows[0]; row < rows[1]; row++) {
        const end = row + 1 < rows[1] ? this.positions[row + 1] : Infinity;
        const at = archive.sorted.lower(ends, this.positions[row] + 1);
        if (at < ends.length && begins[at] < end) out.push(row);
      }
      return out;
    }

    /**
     * @param {number} row
     * @returns {string} the name of its shard
     */
    name(row) {
      const later = this.positions[row] ? "." + codec.hex(this.positions[row]) : "";
      return this.folder + "/" + codec.hex(this.keys[row]) + later + "-" + codec.hex(this.crcs[row]);
    }

    /**
     * @param {number} row
     * @returns {boolean}
     */
    inBlocks(row) {
      return this.keys[row - 1] === this.keys[row] || this.keys[row + 1] === this.keys[row];
    }
  }

  archive.Directory = Directory;
})((window.archive = window.archive || /** @type {Archive} */ ({})));
