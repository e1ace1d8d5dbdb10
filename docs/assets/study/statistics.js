/**
 * The statistics page: phrases that the reader enters are counted by the search, year by year, and drawn together;
 * every table can be copied for a spreadsheet.
 */
(function (archive) {
  "use strict";

  const MOST = 6;
  const UNITS = /** @type {Record<string, string>} */ ({ hits: "各年处数", reports: "各年每百篇处数", chars: "各年每万字处数" });
  const NAMED = 20;
  const study = archive.study;

  /** @param {string} phrase as a message names it */
  function named(phrase) {
    const points = Array.from(phrase);
    return "“" + (points.length > NAMED ? points.slice(0, NAMED).join("") + "…" : phrase) + "”";
  }

  /**
   * Count phrases one after another: the first six that can be searched.
   *
   * @param {string[]} phrases
   * @param {() => boolean} stale whether nobody waits for the answer any more
   * @returns {Promise<Counted>} rejects when the index cannot be read
   */
  async function counted(phrases, stale) {
    /** @type {Counted} */
    const found = { courses: [], wrong: [], left: [] };
    for (const phrase of phrases) {
      if (stale()) break;
      if (found.courses.length === MOST) {
        found.left.push(phrase);
        continue;
      }
      try {
        const { byYear, understood } = await archive.search.lines(phrase, { sample: 0 });
        found.courses.push({ phrase, hits: byYear, understood });
      } catch (error) {
        const failure = /** @type {SearchFailure} */ (error);
        if (failure.code !== "query") throw failure;
        found.wrong.push(named(phrase) + "未列入：" + failure.message);
      }
    }
    return found;
  }

  /**
   * Which phrases are not in the picture: those that could not be read, those beyond six.
   *
   * @param {Counted} found
   * @returns {HTMLElement[]}
   */
  function missing(found) {
    const said = found.wrong.map((text) => archive.element("p", { class: "notice", role: "alert" }, text));
    if (found.left.length) said.push(archive.element("p", { class: "notice", role: "status" }, "一次最多比较六个，未列入：" + found.left.map(named).join("、") + "。"));
    return said;
  }

  /**
   * How phrases were read that are not plain text, and what of them the picture does not show.
   *
   * @param {Counted} found
   * @returns {HTMLElement[]}
   */
  function notes(found) {
    const without = found.courses.filter((course) => !Object.keys(course.hits).length).map((course) => named(course.phrase));
    const undated = found.courses.reduce((sum, course) => sum + (course.hits[""] || 0), 0);
    const read = found.courses.map((course) => course.understood).filter((said, at) => said !== "精确短语：" + found.courses[at].phrase);
    return [read.length ? "理解为：" + read.join("；") + "。" : "", without.length ? without.join("、") + "没有命中。" : "", undated ? "另有 " + undated + " 处在年份未注明的报告里，没有画出。" : ""]
      .filter(Boolean).map((text) => archive.element("p", { class: "s-quiet" }, text));
  }

  /**
   * @param {HTMLFormElement} form
   * @param {HTMLElement} out
   */
  function start(form, out) {
    const box = /** @type {HTMLTextAreaElement} */ (form.elements.namedItem("phrases"));
    const unit = /** @type {HTMLSelectElement} */ (form.elements.namedItem("unit"));
    /** @type {Record<string, YearSize>} */
    const sizes = JSON.parse(String(form.dataset.years));
    let newest = 0;
    read();
    form.addEventListener("submit", (event) => { event.preventDefault(); turn("push"); });
    unit.addEventListener("change", () => turn("replace"));
    window.addEventListener("popstate", read);

    function read() {
      const asked = new URLSearchParams(location.search);
      box.value = asked.getAll("phrase").join("\n");
      unit.value = UNITS[asked.get("unit") || ""] ? String(asked.get("unit")) : "hits";
      void show();
    }

    /** @param {"push" | "replace"} how */
    function turn(how) {
      const parameters = new URLSearchParams(phrases().map((phrase) => ["phrase", phrase]));
      if (unit.value !== "hits") parameters.set("unit", unit.value);
      study.remember(parameters, how);
      void show();
    }

    /** @returns {string[]} */
    function phrases() {
      return Array.from(new Set(box.value.split("\n").map((line) => line.trim()).filter(Boolean)));
    }

    async function show() {
      const mine = (newest += 1);
      const wanted = phrases();
      if (!wanted.length) return archive.fill(out);
      const bar = archive.element("p", { role: "status" }, "正在统计…");
      const slow = window.setTimeout(() => mine === newest && archive.fill(out, bar), 250);
      try {
        const found = await counted(wanted, () => mine !== newest);
        if (mine !== newest) return;
        archive.fill(out, ...missing(found), found.courses.length ? archive.lines.lines(found.courses, sizes, { unit: unit.value, label: UNITS[unit.value] }) : null,
          ...notes(found));
      } catch (error) {
        if (mine === newest) archive.fill(out, study.failed(error, () => void show()));
      } finally {
        window.clearTimeout(slow);
      }
    }
  }

  /**
   * @param {HTMLTableElement} table
   * @returns {string} tab-separated, as spreadsheets paste it; thin spaces go
   */
  function plain(table) {
    return Array.from(table.rows, (row) => Array.from(row.cells).filter((cell) => !cell.querySelector("svg") && !cell.matches(".chart__bar"))
      .map((cell) => archive.exports.cell((cell.textContent || "").trim().replace(/\u2009/g, ""))).join("\t")).join("\r\n");
  }

  document.addEventListener("click", async (event) => {
    const button = /** @type {Element} */ (event.target).closest("[data-csv]");
    const table = button && /** @type {Element} */ (button.closest("[data-table]")).querySelector("table");
    if (button && table) archive.site.say(await archive.site.copy(plain(table)) ? "已复制表格，可粘贴到电子表格。" : "浏览器不允许复制，请选中表格后按 Ctrl+C。");
  });
  const form = document.querySelector("[data-course]");
  const out = document.querySelector("[data-course-out]");
  if (form instanceof HTMLFormElement && out instanceof HTMLElement) start(form, out);
})((window.archive = window.archive || /** @type {Archive} */ ({})));
