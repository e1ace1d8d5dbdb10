/**
 * The page that lays two reports side by side. Which two, and from how many characters on wording counts as shared,
 * stands in the address: `?a=&b=&n=`.
 */
(function (archive) {
  "use strict";

  const NAMES = ["左篇", "右篇"];
  const LEAST = 6;
  const MOST = 30;
  const USUAL = 10;

  /**
   * @param {string} address
   * @returns {CompareState}
   */
  function parse(address) {
    const parameters = new URLSearchParams(address);
    const least = Number(parameters.get("n"));
    return {
      ids: [parameters.get("a") || "", parameters.get("b") || ""],
      least: Number.isInteger(least) && least >= LEAST && least <= MOST ? least : USUAL,
    };
  }

  /**
   * @param {CompareState} state
   * @returns {string}
   */
  function format(state) {
    const parameters = new URLSearchParams();
    ["a", "b"].forEach((name, at) => { if (state.ids[at]) parameters.set(name, state.ids[at]); });
    if (state.least !== USUAL) parameters.set("n", String(state.least));
    const text = parameters.toString();
    return text && "?" + text;
  }

  /** @param {HTMLElement} app */
  function start(app) {
    const make = archive.element;
    let state = parse(location.search);
    let newest = 0;
    const busy = make("div");
    const body = make("div");
    archive.fill(app, busy, body);
    window.addEventListener("popstate", () => { state = parse(location.search); void run(); });
    void run();

    /** @param {Partial<CompareState>} change */
    function go(change) {
      state = Object.assign({}, state, change);
      history.pushState(null, "", location.pathname + format(state));
      void run();
    }

    /**
     * @param {number} at
     * @param {string} id
     */
    function pick(at, id) {
      const ids = state.ids.slice();
      ids[at] = id;
      go({ ids });
    }

    async function run() {
      const mine = (newest += 1);
      const control = new AbortController();
      const bar = archive.working("正在取两篇的正文…", () => { control.abort(); newest += 1; archive.fill(busy); choose([], "已取消。"); });
      const slow = window.setTimeout(() => mine === newest && archive.fill(busy, bar.node), 250);
      try {
        await archive.ready();
        const store = await archive.engine.open();
        const job = new archive.jobs.SearchJob({ signal: control.signal, progress: (done, total) => bar.show(done, total) });
        const found = await Promise.all(state.ids.map((id) => (id ? take(store, id, job) : null)));
        if (mine !== newest) return;
        const [left, right] = found;
        if (left && right && left.id !== right.id) compare([left, right]);
        else choose(found, told(found));
      } catch (error) {
        if (mine === newest && /** @type {Error} */ (error).name !== "AbortError") fail(/** @type {Error} */ (error));
      } finally {
        window.clearTimeout(slow);
        if (mine === newest) archive.fill(busy);
      }
    }

    /** @param {(WholeReport | null)[]} found */
    function told(found) {
      const lost = state.ids.findIndex((id, at) => id && !found[at]);
      if (lost >= 0) return "库里没有编号为 " + state.ids[lost] + " 的报告，可能已经撤下或并入别篇。请另选一篇。";
      return found[0] && found[1] ? "左右两篇是同一篇报告，请换一篇。" : "";
    }

    /**
     * @param {(WholeReport | null)[]} found
     * @param {string} message
     */
    function choose(found, message) {
      document.title = title;
      const slots = NAMES.map((name, at) => {
        const report = found[at];
        const twice = at === 1 && report && found[0] && found[0].id === report.id;
        if (report && !twice) return chosen(name, report, () => pick(at, ""));
        return archive.comparePicker({ label: name, hint: at ? "" : "按标题找；也可以粘贴报告页的地址", pick: (id) => pick(at, id) }).node;
      });
      archive.fill(body, message ? make("p", { class: "c-note", role: "status" }, message) : null,
        make("p", { class: "c-lead" }, "选两篇报告，左右对照，相同的文字标出来；点一处，另一篇跳到对应的地方。标点、空格、简繁、全半角不计。"),
        make("div", { class: "c-slots" }, ...slots));
      const field = body.querySelector("input");
      if (field && (found[0] || found[1])) field.focus();
    }

    /** @param {WholeReport[]} reports */
    function compare(reports) {
      document.title = reports.map((report) => report.title).join(" ↔ ") + " · " + title;
      archive.fill(body, archive.compareView(reports, state.least, {
        least: (least) => {
          state = Object.assign({}, state, { least });
          history.replaceState(null, "", location.pathname + format(state));
        },
        change: (at) => pick(at, ""),
        swap: () => go({ ids: [state.ids[1], state.ids[0]] }),
      }));
    }

    /** @param {Error} error */
    function fail(error) {
      archive.fill(body, make("section", { class: "s-message is-error", role: "alert" }, make("h2", null, "对照没有完成"), make("p", null, error.message),
        make("p", null, make("button", { type: "button", class: "s-button", onclick: () => void run() }, "再试一次"))));
    }
  }

  /**
   * @param {string} name
   * @param {WholeReport} report
   * @param {() => void} change
   * @returns {HTMLElement}
   */
  function chosen(name, report, change) {
    const make = archive.element;
    return make("div", { class: "c-picker" }, make("p", null, name), make("p", { class: "c-picker__title" }, report.title),
      make("button", { type: "button", class: "s-button", onclick: change }, "换一篇"));
  }

  /**
   * @param {Store} store
   * @param {string} id
   * @param {Job} job
   * @returns {Promise<WholeReport | null>}
   */
  async function take(store, id, job) {
    const report = await archive.reports.find(store, id, job);
    return report < 0 ? null : archive.reports.whole(store, report, job);
  }

  const title = document.title;
  const app = document.querySelector("[data-compare-app]");
  if (app instanceof HTMLElement) start(app);
})((window.archive = window.archive || /** @type {Archive} */ ({})));
