/**
 * The search page: reads its address, asks the engine, draws the answer, and writes the address again.
 * Every question has a number; an answer whose number is no longer the newest is dropped.
 */
(function (archive) {
  "use strict";

  const PAGE = 20;
  /** A single character has long lists: it waits until the reader has clearly stopped. */
  const WAIT = 180;
  const WAIT_ONE = 600;
  const BUSY_AFTER = 250;
  const RELATED = 8;
  /** The word index is large: below hits it is loaded only when the reader stays with them. */
  const RELATED_AFTER = 800;

  /**
   * @param {HTMLElement} app
   */
  function start(app) {
    const page = archive.searchView.shell(app);
    let state = archive.searchState.parse(location.search);
    let newest = 0;
    let timer = 0;
    /** @type {AbortController | null} */
    let running = null;
    /** @type {Set<string>} */
    const unfolded = new Set();
    const actions = { ask, clear, again: () => void run() };

    page.input.value = state.q;
    page.input.addEventListener("input", (event) => {
      if (!(/** @type {InputEvent} */ (event).isComposing)) typed();
    });
    page.input.addEventListener("compositionend", typed);
    page.form.addEventListener("submit", (event) => {
      event.preventDefault();
      go({ q: page.input.value }, "push");
    });
    page.sort.addEventListener("change", () => go({ sort: page.sort.value }, "push"));
    page.order.addEventListener("change", () => go({ order: page.order.value }, "push"));
    page.list.addEventListener("click", () => go({ view: "list" }, "push"));
    page.kwic.addEventListener("click", () => go({ view: "kwic" }, "push"));
    page.copy.addEventListener("click", () => void take("copy"));
    page.csv.addEventListener("click", () => void take("csv"));
    window.addEventListener("popstate", () => {
      state = archive.searchState.parse(location.search);
      page.input.value = state.q;
      void run();
    });
    archive.searchKeys(page.app, page.input);
    void run();

    /** The reader typed: ask when the hand rests. The address follows without filling the history. */
    function typed() {
      window.clearTimeout(timer);
      const query = page.input.value;
      if (query.trim() === state.q.trim()) return;
      const wait = Array.from(query.trim()).length === 1 ? WAIT_ONE : WAIT;
      timer = window.setTimeout(() => go({ q: query }, state.q ? "replace" : "push"), wait);
    }

    /**
     * @param {Partial<SearchState>} change
     * @param {"push" | "replace"} how
     */
    function go(change, how) {
      window.clearTimeout(timer);
      const before = archive.searchState.format(state);
      state = archive.searchState.turn(state, change);
      const after = archive.searchState.format(state);
      if (after !== before) archive.searchView.remember(after, how);
      void run();
    }

    /** @param {string} query */
    function ask(query) {
      page.input.value = query;
      go({ q: query }, "push");
      page.input.focus();
    }

    function clear() {
      go({ year: [], type: [], level: [] }, "push");
    }

    function cancel() {
      newest += 1;
      if (running) running.abort();
      page.idle();
      page.say("已取消。改一下检索词，或再按一次检索。");
    }

    async function run() {
      const mine = (newest += 1);
      if (running) running.abort();
      page.controls(state);
      if (!state.q.trim()) {
        page.idle();
        page.say("");
        page.blank(archive.messages.welcome(ask));
        return;
      }
      running = new AbortController();
      const bar = archive.messages.working(cancel);
      const slow = window.setTimeout(() => mine === newest && page.busy(bar.node), BUSY_AFTER);
      try {
        const answer = await archive.answers.ask(state, {
          limit: PAGE, signal: running.signal, progress: (done, total) => mine === newest && bar.show(done, total),
        });
        if (mine === newest) draw(answer, mine);
      } catch (error) {
        if (mine === newest) fail(/** @type {SearchFailure} */ (error), mine);
      } finally {
        window.clearTimeout(slow);
        if (mine === newest) page.idle();
      }
    }

    /**
     * @param {SearchAnswer} answer
     * @param {number} mine
     */
    function draw(answer, mine) {
      page.say(answer.hits ? "命中 " + archive.count(answer.hits) + " 处 · " + archive.count(answer.total) + " 篇" : "没有命中");
      page.answer(answer, state, {
        toggle: (name, value) => go(archive.searchState.toggle(state, name, value), "push"),
        clear, ask, unfolded, page: (offset) => { go({ offset }, "push"); page.top(); },
      });
      if (!answer.total) page.body(archive.messages.nothing(state, actions, answer.exact || ""));
      void relate(mine, !answer.total);
    }

    /**
     * @param {SearchFailure} failure
     * @param {number} mine
     */
    function fail(failure, mine) {
      if (failure.name === "AbortError") return;
      page.say("");
      page.blank(archive.messages.failed(failure, actions, archive.answers.exact(state.q)));
      if (failure.code === "query") void relate(mine, true);
    }

    /**
     * @param {number} mine
     * @param {boolean} alone
     */
    async function relate(mine, alone) {
      if (!alone) await new Promise((rest) => { window.setTimeout(rest, RELATED_AFTER); });
      if (mine !== newest) return;
      try {
        const reports = await archive.words(state.q, { limit: RELATED, prefix: false });
        if (mine === newest && reports.length) page.related(archive.results.related(reports, alone));
      } catch (error) {
        // The hits above are complete without these; what is missing is said in their place.
        if (mine === newest) page.related(archive.element("p", { class: "s-quiet" }, "相关报告未能载入：" + /** @type {Error} */ (error).message));
      }
    }

    /** @param {"copy" | "csv"} form */
    async function take(form) {
      const mine = newest;
      const control = new AbortController();
      const bar = archive.messages.working(() => control.abort());
      const slow = window.setTimeout(() => page.busy(bar.node), BUSY_AFTER);
      try {
        const lines = await archive.answers.lines(state, { signal: control.signal, progress: bar.show });
        const many = lines.sampled ? "（共 " + lines.hits + " 处，均匀抽取 " + lines.lines.length + " 处）" : "";
        archive.site.say(await archive.searchView.handOut(form, state, lines.lines) + many);
      } catch (error) {
        if (/** @type {Error} */ (error).name !== "AbortError") archive.site.say("没有取到：" + /** @type {Error} */ (error).message);
      } finally {
        window.clearTimeout(slow);
        if (mine === newest) page.idle();
      }
    }
  }

  const app = document.querySelector("[data-search-app]");
  if (app instanceof HTMLElement) start(app);
})((window.archive = window.archive || /** @type {Archive} */ ({})));
