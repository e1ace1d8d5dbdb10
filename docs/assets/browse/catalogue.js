/**
 * The catalogue of all reports in columns, loaded when a page needs it. Its layout stands in
 * scripts/archive/site/compact.py.
 */
(function (archive) {
  "use strict";

  const VERSION = 1;
  /** @type {Promise<Catalogue> | null} */
  let opening = null;

  /** @returns {Promise<Catalogue>} rejects with a message for the reader */
  function open() {
    if (!opening) {
      opening = read();
      opening.catch(() => { opening = null; });
    }
    return opening;
  }

  /** @returns {Promise<Catalogue>} */
  async function read() {
    await Promise.all([archive.script("search/codec.js"), archive.script("search/loader.js")]);
    const place = /** @type {HTMLElement | null} */ (document.querySelector("[data-catalog]"));
    const name = (place && place.dataset.catalog) || "";
    const payload = await archive.loader.load(name);
    try {
      return decode(JSON.parse(payload), name);
    } catch (error) {
      throw error instanceof archive.SearchError ? error : archive.codec.damaged(name, "内容已损坏");
    }
  }

  /**
   * @param {any} row
   * @param {string} name of the file
   * @returns {Catalogue}
   */
  function decode(row, name) {
    const { codec } = archive;
    if (row.version !== VERSION) throw codec.damaged(name, "目录格式的版本是 " + row.version + "，本页只认得 " + VERSION);
    const ids = codec.bytes(row.ids, name);
    const id = (/** @type {number} */ at) =>
      "r" + Array.from(ids.subarray(at * 6, at * 6 + 6), (byte) => ("0" + byte.toString(16)).slice(-2)).join("");
    const column = (/** @type {string} */ key) => ({ values: row[key].values, codes: codec.codes(row[key].codes) });
    const size = /** @type {number} */ (row.reports);
    const catalogue = {
      size, id, titles: size ? row.titles.split("\n") : [], chars: codec.codes(row.chars), unsure: codec.codes(row.unsure),
      year: column("year"), type: column("type"), level: column("level"), admin: column("admin"), sector: column("sector"), added: column("added"),
    };
    const columns = [catalogue.titles, catalogue.chars, catalogue.unsure, catalogue.added.codes, ...archive.catalogue.FACETS.map((key) => catalogue[key].codes)];
    if (ids.length !== 6 * size || columns.some((one) => one.length !== size)) throw codec.damaged(name, "各列长度不一致");
    return catalogue;
  }

  /**
   * One report as the lists and the basket show it.
   *
   * @param {Catalogue} catalogue
   * @param {number} at
   * @returns {ReportRow}
   */
  function row(catalogue, at) {
    const value = (/** @type {FacetName | "added"} */ key) => catalogue[key].values[catalogue[key].codes[at]];
    const id = catalogue.id(at);
    const known = ["year", "type", "level", "admin", "sector"].map((key) => value(/** @type {FacetName} */ (key)));
    return {
      id, title: catalogue.titles[at], url: archive.site.page(id),
      labels: known.map((label, number) => (label && !number ? label + "年" : label)).filter(Boolean).join(" · "),
      chars: catalogue.chars[at], unsure: catalogue.unsure[at] > 0, added: String(value("added") || ""),
    };
  }

  archive.catalogue = { open, row, FACETS: ["year", "type", "level", "sector", "admin"] };
})((window.archive = window.archive || /** @type {Archive} */ ({})));
