/**
 * What the search page says when it has no results to show: before the first word, while it works, when nothing is
 * found, when something went wrong. Each says what to do next.
 */
(function (archive) {
  "use strict";

  const make = archive.element;

  /** Examples that work on any collection of this kind; the last ones show a sign each. */
  const EXAMPLES = [
    ["一岗双责", "原句、半句、词组都可以，标点和繁简不论"],
    ["党建 扶贫", "空格隔开：同一篇里都有"],
    ["把…放在首位", "省略号：中间隔着几个字"],
    ["党建｜党务", "竖线：有其中之一"],
    ["党建 -疫情", "减号：有前者而没有后者"],
    ["\"党建，工作\"", "英文引号：标点也要一致"],
    ["标题:述职", "只查标题；小标题:、部分:存在问题 同理，全角冒号也可以"],
  ];

  /** A half longer than this is halved again. */
  const LONGEST = 12;

  /**
   * Before the first word.
   *
   * @param {(query: string) => void} ask
   * @returns {HTMLElement}
   */
  function welcome(ask) {
    return make("section", { class: "s-welcome" },
      make("h2", null, "可以这样查"),
      make("dl", { class: "s-signs" }, ...EXAMPLES.map(([query, meaning]) => make("div", null,
        make("dt", null, make("button", { type: "button", class: "s-chip", onclick: () => ask(query) }, query)),
        make("dd", null, meaning)))),
      make("p", { class: "s-quiet" }, "直接粘贴带标点的整句，就按整句查。检索在本机浏览器里进行，不上传任何内容。"));
  }

  /**
   * How the query was read, and the offer to take it as plain text instead if it was not read so.
   *
   * @param {SearchAnswer} answer
   * @param {(query: string) => void} ask
   * @returns {HTMLElement | null}
   */
  function understood(answer, ask) {
    if (!answer.signed) return null;
    const exact = answer.exact || "";
    return make("p", { class: "s-understood" }, "理解为：" + answer.understood + " ",
      exact ? make("button", { type: "button", class: "s-link", onclick: () => ask(exact) }, "整句精确检索") : null);
  }

  /**
   * Nothing was found.
   *
   * @param {SearchState} state
   * @param {MessageActions} actions
   * @param {string} exact the query as one phrase, empty when it is one
   * @returns {HTMLElement}
   */
  function nothing(state, actions, exact) {
    const filtered = archive.facets.chosen(state) > 0;
    const button = (/** @type {string} */ name, /** @type {() => void} */ act) =>
      make("button", { type: "button", class: "s-button", onclick: act }, name);
    const halves = exact || filtered ? [] : split(state.q);
    return make("section", { class: "s-message" },
      make("h2", null, filtered ? "所选范围里没有这段文字" : "没有一篇报告含有这段文字"),
      make("p", null, filtered ? "先去掉筛选，看看别的年份、类型、层级里有没有。"
        : "每个字都要依次出现才算命中。可以删去几个字，只留最关键的一截；不确定的地方用“…”代替。"),
      make("p", { class: "s-actions" },
        filtered ? button("清除筛选再查", actions.clear) : null,
        ...halves.map((half) => button("改查“" + half + "”", () => actions.ask(half)))));
  }

  /**
   * What else to look for when a phrase was not found: its years in figures, its clauses, or its two halves.
   *
   * @param {string} query
   * @returns {string[]} at most three, each of two characters or more
   */
  function split(query) {
    const figures = query.replace(/[〇零○0O一二三四五六七八九]{4}(?=年)/g, (year) => Array.from(year, (one) => Math.max(0, "〇一二三四五六七八九".indexOf(one))).join(""));
    const clauses = figures.split(/(?![!-:]\w)[^\p{L}\p{N}]+/u).filter((part) => Array.from(part).length > 1);
    const shorter = clauses.length === 1 ? halves(clauses[0]) : clauses;
    return Array.from(new Set(figures === query ? shorter : [figures].concat(shorter))).slice(0, 3);
  }

  /**
   * @param {string} text
   * @returns {string[]} its halves, parted between words, rather beside long ones: a single sign may be half of a word
   */
  function halves(text) {
    let [at, best, before, least] = [0, 0, 0, Infinity];
    for (const { length } of archive.kwic.words(text)) {
      const cost = Math.abs(2 * at - text.length) + 6 / before + 6 / length;
      if (cost < least) [best, least] = [at, cost];
      at += before = length;
    }
    const parts = [text.slice(0, best), text.slice(best)];
    return parts.every((half) => half.length > 1) ? parts.map((half) => half.length > LONGEST && halves(half)[0] || half) : [];
  }

  /**
   * Something went wrong. A wrong query is said without blame; a shard that does not load can be tried again.
   *
   * @param {SearchFailure} failure
   * @param {MessageActions} actions
   * @param {string} exact the query as one phrase, empty when there is none
   * @returns {HTMLElement}
   */
  function failed(failure, actions, exact) {
    const wrong = failure.code === "query";
    const offered = wrong && exact && failure.detail !== "long"; // without its signs it would still be too long
    return make("section", { class: "s-message is-error", role: "alert" },
      make("h2", null, wrong ? "这样写查不了" : "检索没有完成"),
      make("p", null, failure.message),
      make("p", { class: "s-actions" },
        offered ? make("button", { type: "button", class: "s-button", onclick: () => actions.ask(exact) }, "整句精确检索") : null,
        wrong ? null : make("button", { type: "button", class: "s-button", onclick: actions.again }, "再试一次")));
  }

  /**
   * Long work: a bar and a way out.
   *
   * @param {() => void} cancel
   * @returns {{node: HTMLElement, show: (done: number, total: number) => void}}
   */
  function working(cancel) {
    const bar = /** @type {HTMLProgressElement} */ (make("progress", { class: "s-progress__bar", "aria-label": "检索进度" }));
    const node = make("div", { class: "s-progress" }, make("span", null, "正在检索…"), bar,
      make("button", { type: "button", class: "s-button", onclick: cancel }, "取消"));
    return {
      node,
      show(done, total) {
        if (!(total > 0)) return;
        bar.max = total;
        bar.value = Math.min(done, total);
      },
    };
  }

  archive.messages = { welcome, understood, nothing, failed, working, split };
})((window.archive = window.archive || /** @type {Archive} */ ({})));
