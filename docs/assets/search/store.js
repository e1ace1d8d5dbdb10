/**
 * The index as the matcher sees it: decoded on demand, each file once, the oldest dropped beyond a bound. Where a file
 * comes from is the loader's matter. The layout of every file stands in scripts/archive/search/codec.py.
 */
(function (archive) {
  "use strict";

  const codec = archive.codec;
  const VERSION = 2;
  /** A list of more positions is kept decoded. */
  const LONG = 2000;

  /** An opened index. */
  class Store {
    /**
     * @param {(name: string) => Promise<string>} load
     * @param {Record<string, string>} names
     * @param {string[]} payloads of start, columns and form
     */
    constructor(load, names, payloads) {
      this.load = load;
      this.names = names;
      this.cache = new archive.Cache();
      /** @type {Map<string, Promise<any>>} */
      this.coming = new Map();
      const start = object(payloads[0], names.start);
      this.columns = archive.columns.read(object(payloads[1], names.columns), names.columns);
      this.form = new archive.form.SearchForm(payloads[2], names.form);
      try {
        this.zones = {
          all: new archive.Directory(start.zones.all, "p", names.start),
          head: new archive.Directory(start.zones.head, "h", names.start),
        };
        this.span = /** @type {number} */ (start.span);
        /** @type {Record<string, number[]>} */
        this.crcs = {
          c: codec.words(start.cards, names.start), s: codec.words(start.structure, names.start), o: codec.words(start.order, names.start),
        };
      } catch (error) {
        throw error instanceof archive.SearchError ? error : codec.damaged(names.start, "内容已损坏");
      }
      this.starts = this.columns.starts;
      this.titles = this.columns.titles;
      this.grammar = { form: (/** @type {string} */ text) => this.form.apply(text), kinds: this.columns.parts.filter(Boolean) };
    }

    /**
     * A decoded file.
     *
     * @template T
     * @param {string} name
     * @param {Job} job
     * @param {(payload: string, name: string) => T} decode
     * @returns {Promise<T>}
     */
    async get(name, job, decode) {
      job.check();
      const kept = this.cache.get(name);
      if (kept !== undefined) return kept;
      let coming = this.coming.get(name);
      if (!coming) {
        coming = this.fetch(name, decode);
        this.coming.set(name, coming);
        const forget = () => void this.coming.delete(name);
        coming.then(forget, forget);
      }
      job.expect(name);
      const value = await coming;
      job.arrived(name);
      return value;
    }

    /**
     * @template T
     * @param {string} name
     * @param {(payload: string, name: string) => T} decode
     * @returns {Promise<T>}
     */
    async fetch(name, decode) {
      const payload = await this.load(name);
      const value = decode(payload, name);
      this.cache.put(name, value, payload.length * 2);
      return value;
    }

    /**
     * @param {Zone} zone
     * @param {number} row
     * @returns {boolean} whether the shard is here already
     */
    has(zone, row) {
      return this.cache.entries.has(this.zones[zone].names[row]);
    }

    /**
     * @param {Zone} zone
     * @param {number[]} rows
     * @param {Job} job
     */
    shards(zone, rows, job) {
      const decode = (/** @type {string} */ payload, /** @type {string} */ name) => new codec.PostingShard(payload, name);
      return Promise.all(rows.map((row) => this.get(this.zones[zone].names[row], job, decode)));
    }

    /**
     * The positions of a term in some rows of the directory.
     *
     * @param {Zone} zone
     * @param {number} key
     * @param {number[]} rows
     * @param {Job} job
     * @returns {Promise<Uint32Array>}
     */
    async positions(zone, key, rows, job) {
      const kept = this.cache.get(listName(zone, key, rows));
      if (kept) return kept;
      const lists = (await this.shards(zone, rows, job)).map((shard) => shard.positions(key));
      const places = archive.sorted.joined(lists);
      const name = this.zones[zone].names[rows[0]];
      if (places.length && places[places.length - 1] >= this.starts[this.starts.length - 1]) {
        throw codec.damaged(name, "位置超出了全部报告");
      }
      for (let at = 1; lists.length > 1 && at < places.length; at++) {
        if (places[at] <= places[at - 1]) throw codec.damaged(name, "位置没有递增");
      }
      if (places.length > LONG) this.cache.put(listName(zone, key, rows), places, places.byteLength);
      return places;
    }

    /**
     * All positions of one unit: the lists of all terms that begin with it.
     *
     * @param {Zone} zone
     * @param {number} unit
     * @param {Job} job
     * @returns {Promise<Uint32Array>}
     */
    async prefix(zone, unit, job) {
      const known = ["unit", zone, unit].join();
      const kept = this.cache.get(known);
      if (kept) return kept;
      const first = unit * 65536;
      const rows = this.zones[zone].between(first, first + 65536);
      const lists = [];
      for (const shard of await this.shards(zone, rows, job)) {
        for (let at = archive.sorted.lower(shard.keys, first); at < shard.keys.length && shard.keys[at] < first + 65536; at++) {
          lists.push(shard.positions(shard.keys[at]));
        }
      }
      const places = archive.sorted.joined(lists).slice().sort();
      this.cache.put(known, places, places.byteLength);
      return places;
    }

    /**
     * @param {number} report
     * @returns {boolean}
     */
    hasBlocks(report) {
      return this.cache.entries.has(this.numbered("s", report));
    }

    /**
     * @param {number} report
     * @param {Job} job
     * @returns {Promise<number[]>} pairs: units of form, code
     */
    async blocks(report, job) {
      const tables = await this.get(this.numbered("s", report), job, (payload, name) =>
        archive.columns.structure(payload, name, this.reportsWith(report)));
      return tables[report % this.span];
    }

    /**
     * @param {number} report
     * @param {Job} job
     * @returns {Promise<Card>}
     */
    async card(report, job) {
      const cards = await this.get(this.numbered("c", report), job, (payload, name) =>
        archive.columns.cards(payload, name, this.reportsWith(report)));
      return cards[report % this.span];
    }

    /**
     * @param {number} report
     * @returns {Card | undefined} when it is here already
     */
    cardAtHand(report) {
      const cards = this.cache.get(this.numbered("c", report));
      return cards && cards[report % this.span];
    }

    /**
     * @param {number} report
     * @param {number} number
     * @param {Job} job
     * @returns {Promise<TextPart>}
     */
    async part(report, number, job) {
      const card = await this.card(report, job);
      const name = textName(card, number);
      const part = await this.get(name, job, (payload) => object(payload, name));
      if (part.mapped) return part;
      const text = archive.columns.text(part, name);
      await this.ready(text, job);
      part.text = text;
      part.mapped = this.form.mapped(text);
      if (part.mapped.form.length !== card.sizes[number]) throw codec.damaged(name, "正文与索引的长度不符");
      return part;
    }

    /**
     * @param {Card} card
     * @param {number} number
     * @returns {boolean}
     */
    hasPart(card, number) {
      return this.cache.entries.has(textName(card, number));
    }

    /**
     * Load the rest of the form table if this text needs it.
     *
     * @param {string} text
     * @param {Job} job
     */
    async ready(text, job) {
      if (!this.form.lacks(text)) return;
      const payload = await this.get(this.names.rare, job, (content) => content);
      if (!this.form.complete) this.form.add(payload, this.names.rare);
      this.form.complete = true;
    }

    /**
     * @param {"c" | "s"} folder
     * @param {number} report
     * @returns {string}
     */
    numbered(folder, report) {
      return this.name(folder, Math.floor(report / this.span));
    }

    /**
     * @param {string} folder
     * @param {number} number
     * @returns {string} of a shard that is counted from 0
     */
    name(folder, number) {
      return folder + "/" + number + "-" + codec.hex(this.crcs[folder][number]);
    }

    /**
     * @param {number} report
     * @returns {number} how many reports share its card and structure shards
     */
    reportsWith(report) {
      return Math.min(this.span, this.titles.length - Math.floor(report / this.span) * this.span);
    }
  }

  /**
   * @param {Zone} zone
   * @param {number} key
   * @param {number[]} rows
   * @returns {string} under which a decoded list is kept; no file has such a name
   */
  function listName(zone, key, rows) {
    return ["list", zone, key, rows[0], rows.length].concat(rows.length > 1 ? rows : []).join();
  }

  /**
   * @param {Card} card
   * @param {number} number
   * @returns {string}
   */
  function textName(card, number) {
    return "t/" + card.id.slice(1, 3) + "/" + card.id + "." + number + "-" + codec.hex(card.crcs[number]);
  }

  /**
   * @param {[number, number]} rows
   * @returns {number[]}
   */
  function range(rows) {
    return Array.from({ length: rows[1] - rows[0] }, (_, at) => rows[0] + at);
  }

  /**
   * @param {string} payload
   * @param {string} name
   * @returns {any}
   */
  function object(payload, name) {
    try {
      const row = JSON.parse(payload);
      if (row && typeof row === "object") return row;
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
    }
    throw codec.damaged(name, "内容已损坏");
  }

  /**
   * Open the index.
   *
   * @param {(name: string) => Promise<string>} load
   * @returns {Promise<Store>}
   */
  async function open(load) {
    const manifest = object(await load("manifest"), "manifest");
    if (manifest.version !== VERSION) {
      throw codec.damaged("manifest", "索引格式的版本是 " + manifest.version + "，本页只认得 " + VERSION);
    }
    const payloads = await Promise.all([load(manifest.start), load(manifest.columns), load(manifest.form)]);
    return new Store(load, manifest, payloads);
  }

  archive.store = { open, range, object };
})((window.archive = window.archive || /** @type {Archive} */ ({})));
