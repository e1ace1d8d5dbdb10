/**
 * Set phrases: the list is filtered by words, year and part and sorted; each row opens to its years, as a chart and as
 * a table, and to the parts in which it stands. Details come in shards when a row is opened.
 */
(function (archive) {
  "use strict";

  const PAGE = 50;
  /** The years that count as recent, up to the newest of the archive. */
  const SORTS = [["reports", "常用"], ["recent", "新近出现"], ["longest", "最长"]];
  const study = archive.study;
  const make = archive.element;

  /**
   * @param {any} listed
   * @returns {SetPhrase[]}
   */
  function read(listed) {
    const rows = (/** @type {string} */ text) => Array.from(text, (sign) => (sign.codePointAt(0) || 0) - 35);
    return listed.rows.map((/** @type {any[]} */ [text, hits, reports, years, parts], /** @type {number} */ at) => {
      const known = rows(years).map((row) => listed.years[row]);
      return { at, text, hits, reports, years: known, parts: rows(parts).map((row) => listed.parts[row]) };
    });
  }

  /**
   * Those that a reader asks for, in the order asked for.
   *
   * @param {SetPhrase[]} all most used first
   * @param {PhraseState} state
   * @param {PhraseForms} [forms] what is compared; until that has come, the texts as they are
   * @returns {SetPhrase[]}
   */
  function chosen(all, state, forms) {
    const words = state.words.split(/\s+/).map((word) => (forms ? forms.of(word) : word)).filter(Boolean);
    const kept = all.filter((phrase) => words.every((word) => (forms ? forms.texts[phrase.at] : phrase.text).indexOf(word) >= 0)
      && (!state.year || phrase.years.indexOf(Number(state.year)) >= 0) && (!state.part || phrase.parts.indexOf(state.part) >= 0));
    if (state.sort === "longest") kept.sort((a, b) => b.text.length - a.text.length || a.at - b.at);
    if (state.sort === "recent") kept.sort((a, b) => (b.years[0] || 0) - (a.years[0] || 0) || a.at - b.at);
    return kept;
  }

  /**
   * @param {HTMLElement} app
   */
  async function start(app) {
    const name = String(app.dataset.phrasesApp);
    const status = make("p", { class: "s-status", role: "status" });
    const body = make("div", { class: "s-body" });
    archive.fill(app, status, body);
    /** @type {any} */
    let listed;
    try {
      listed = await study.object(name);
    } catch (error) {
      archive.fill(body, study.failed(error, () => void start(app)));
      return;
    }
    const all = read(listed);
    /** @type {PhraseForms | undefined} */
    let forms;
    let state = address();
    const words = /** @type {HTMLInputElement} */ (make("input", { type: "search", "aria-label": "筛选提法", placeholder: "含有的字，如：作风", autocomplete: "off" }));
    const year = select("年份", [["", "不限"]].concat(listed.years.slice().reverse().map((/** @type {number} */ one) => [String(one), one + "年"])), (value) => turn({ year: value }));
    const part = select("部分", [["", "不限"]].concat(listed.parts.map((/** @type {string} */ one) => [one, one])), (value) => turn({ part: value }));
    const sort = select("排序", SORTS, (value) => turn({ sort: value }));
    words.addEventListener("focus", folded);
    words.addEventListener("input", (event) => { if (!(/** @type {InputEvent} */ (event).isComposing)) turn({ words: words.value.trim() }, "replace"); });
    words.addEventListener("compositionend", () => turn({ words: words.value.trim() }, "replace"));
    window.addEventListener("popstate", () => { state = address(); show(); });
    app.insertBefore(make("div", { class: "p-bar", role: "search", "aria-label": "筛选提法" }, words, year.node, part.node, sort.node), status);
    show();

    /** @returns {PhraseState} */
    function address() {
      const asked = new URLSearchParams(location.search);
      const get = (/** @type {string} */ key) => asked.get(key) || "";
      const offset = Math.max(0, Math.floor(Number(get("offset")) / PAGE) * PAGE) || 0;
      return { words: get("words"), year: get("year"), part: get("part"), sort: get("sort") || SORTS[0][0], offset };
    }

    /**
     * @param {Partial<PhraseState>} change
     * @param {"push" | "replace"} [how]
     */
    function turn(change, how) {
      state = Object.assign({}, state, { offset: 0 }, change);
      const parameters = new URLSearchParams();
      for (const [key, value] of Object.entries(state)) if (value && value !== SORTS[0][0]) parameters.set(key, String(value));
      study.remember(parameters, how || "push");
      show();
    }

    /** Whoever filters by words gets the search form for it: width, script variants and punctuation do not count. */
    async function folded() {
      if (forms) return;
      try {
        const of = await archive.form.folds();
        if (forms) return;
        forms = { of, texts: all.map((phrase) => of(phrase.text)) };
        if (state.words) show();
      } catch (error) {
        archive.site.say(/** @type {Error} */ (error).message);
      }
    }

    function show() {
      if (state.words && !forms) void folded();
      if (words.value.trim() !== state.words) words.value = state.words;
      year.box.value = state.year;
      part.box.value = state.part;
      sort.box.value = state.sort;
      const found = chosen(all, state, forms);
      const offset = state.offset < found.length ? state.offset : 0;
      archive.fill(status, archive.count(found.length) + " 条提法");
      archive.fill(body, make("ol", { class: "p-phrases", start: offset + 1 }, ...found.slice(offset, offset + PAGE).map((phrase) => row(phrase, listed))),
        found.length ? null : nothing(state.words),
        study.pager({ offset, size: PAGE, total: found.length }, (next) => { turn({ offset: next }); status.scrollIntoView(); }));
    }
  }

  /**
   * @param {string} words
   * @returns {HTMLElement}
   */
  function nothing(words) {
    return make("p", null, "没有这样的提法。这里只列多篇都用的说法；少见的可以",
      make("a", { href: words ? study.searching(words) : "search.html" }, "到检索里逐字查找"), "。");
  }

  /**
   * @param {string} name
   * @param {string[][]} options
   * @param {(value: string) => void} take
   */
  function select(name, options, take) {
    const box = /** @type {HTMLSelectElement} */ (make("select", { class: "s-select", onchange: () => take(box.value) },
      ...options.map(([value, text]) => make("option", { value }, text))));
    return { box, node: make("label", { class: "p-choice" }, name + " ", box) };
  }

  /**
   * @param {SetPhrase} phrase
   * @param {any} listed
   * @returns {HTMLElement}
   */
  function row(phrase, listed) {
    const { years } = phrase;
    const last = years[years.length - 1];
    const span = years.length ? (years[0] === last ? last + "年" : years[0] + "–" + last + "年") : "年份未注明";
    const inside = make("div", { class: "p-uses" });
    const details = make("details", { class: "p-phrase", ontoggle: () => {
      if (details.hasAttribute("open") && !inside.firstChild) void uses(phrase, listed, inside);
    } }, make("summary", null, make("b", null, phrase.text), make("span", null, archive.count(phrase.reports) + " 篇 · " + archive.count(phrase.hits) + " 处 · " + span)), inside);
    return make("li", null, details);
  }

  /**
   * @param {SetPhrase} phrase
   * @param {any} listed
   * @param {HTMLElement} node
   */
  async function uses(phrase, listed, node) {
    try {
      const shard = await study.object(listed.details[Math.floor(phrase.at / listed.each)]);
      const [years, parts] = shard[phrase.at % listed.each];
      /** @type {Record<string, number>} */
      const hits = {};
      years.forEach((/** @type {number[]} */ [at, count]) => { hits[at < 0 ? "" : listed.years[at]] = count; });
      const known = phrase.years;
      archive.fill(node,
        make("p", { class: "p-tools" }, make("a", { href: study.searching(phrase.text) }, "查看全部 " + archive.count(phrase.hits) + " 处"),
          known.length ? make("a", { href: study.searching(phrase.text, { year: String(known[0]) }) }, "最早 " + known[0] + "年") : null,
          known.length > 1 ? make("a", { href: study.searching(phrase.text, { year: String(known[known.length - 1]) }) }, "最近 " + known[known.length - 1] + "年") : null,
          make("a", { href: "statistics.html?" + new URLSearchParams({ phrase: phrase.text }) }, "历年比较")),
        archive.chart.draw(hits, { label: "“" + phrase.text + "”各年处数", heading: "处数", unit: "处", chosen: [], choose: (year) => { location.href = study.searching(phrase.text, { year: year || "未注明" }); } }),
        parts.length ? make("p", { class: "p-parts" }, "所在部分：", ...parts.map((/** @type {number[]} */ [at, count]) =>
          make("a", { href: study.searching("部分:" + listed.parts[at] + " " + phrase.text) }, listed.parts[at] + " " + archive.count(count)))) : null);
    } catch (error) {
      archive.fill(node, study.failed(error, () => void uses(phrase, listed, node)));
    }
  }

  const app = document.querySelector("[data-phrases-app]");
  if (app instanceof HTMLElement) void start(app);
  archive.phrases = { read, chosen };
})((window.archive = window.archive || /** @type {Archive} */ ({})));
