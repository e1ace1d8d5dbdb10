/**
 * The page on which a reader checks a draft. The draft stays in this page: it is neither sent nor stored.
 */
(function (archive) {
  "use strict";

  const LEAST = 13;
  const MOST = 40;
  const LONGEST = 60000;

  /** @param {HTMLElement} app */
  function start(app) {
    const make = archive.element;
    const button = (/** @type {string} */ name, /** @type {() => void} */ act, /** @type {string} */ hint) =>
      make("button", { type: "button", class: "s-button", onclick: act, title: hint }, name);
    const area = /** @type {HTMLTextAreaElement} */ (make("textarea", { id: "draft", class: "d-area", rows: "14", spellcheck: "false", placeholder: "把文稿粘贴到这里，或打开 txt、docx 文件，也可以把文件拖进来" }));
    const file = /** @type {HTMLInputElement} */ (make("input", { type: "file", id: "draft-file", class: "s-offscreen", accept: ".txt,.md,.docx,text/plain" }));
    const size = make("span", { class: "s-quiet", "aria-live": "polite" });
    const notice = make("div", { role: "alert" });
    const busy = make("div", { class: "s-busy" });
    const begin = make("button", { type: "submit", class: "d-begin" }, "开始查");
    const form = make("form", { class: "d-form" },
      make("label", { for: "draft" }, "文稿"), area,
      make("p", { class: "d-private" }, "文稿只在本机处理，不会上传，也不会保存。"),
      make("p", { class: "d-actions" }, begin, file, make("label", { for: "draft-file", class: "s-button d-file" }, "打开文件"), button("清空", clear, "清空文稿"), size));
    const range = /** @type {HTMLInputElement} */ (make("input", { type: "range", min: LEAST, max: MOST, value: LEAST, "aria-label": "几个字以上算相同" }));
    const least = make("output", null, String(LEAST));
    const summary = make("div", { class: "d-summary", role: "status", tabindex: "-1" });
    const text = make("div", { class: "d-text" });
    const side = make("aside", { class: "d-side", "aria-label": "出处" });
    const result = make("div", { class: "d-result", hidden: true }, summary,
      make("div", { class: "c-bar", role: "group", "aria-label": "结果的工具" },
        make("label", { class: "c-bar__least" }, "连续 ", least, " 字以上算相同 ", range),
        make("span", { class: "c-bar__walk" }, button("‹ 上一处", () => walk(-1), "上一处（p）"), button("下一处 ›", () => walk(1), "下一处（n）")),
        make("span", { class: "c-bar__more" }, button("改文稿", edit, "回到文稿，改后再查"), button("复制结果", () => void copy(), "复制各处与出处"),
          button("CSV", save, "逐句存为 Excel 可开的表格"), button("打印", () => window.print(), "打印文稿、标记和出处"))),
      make("div", { class: "d-columns" }, make("div", null, legend(), text), side));
    archive.fill(app, form, notice, busy, result);

    let newest = 0;
    /** @type {AbortController | null} */
    let running = null;
    /** @type {DraftCheck | null} */
    let check = null;
    /** @type {CheckedDraft | null} */
    let draft = null;
    /** @type {{step: (by: number) => void} | null} */
    let view = null;
    let timer = 0;

    area.addEventListener("input", count);
    area.addEventListener("keydown", (event) => { if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) void run(); });
    form.addEventListener("submit", (event) => { event.preventDefault(); void run(); });
    file.addEventListener("change", () => { if (file.files && file.files[0]) void open(file.files[0]); file.value = ""; });
    form.addEventListener("dragover", (event) => event.preventDefault());
    form.addEventListener("drop", (event) => {
      const dropped = event.dataTransfer && event.dataTransfer.files[0];
      if (!dropped) return;
      event.preventDefault();
      void open(dropped);
    });
    range.addEventListener("input", () => {
      archive.fill(least, range.value);
      window.clearTimeout(timer);
      timer = window.setTimeout(() => void work((signal, show) => settle(signal, show)), 200);
    });
    archive.walkKeys(result, walk);
    count();

    function count() {
      const characters = Array.from(area.value.replace(/\s+/g, "")).length;
      archive.fill(size, characters ? archive.count(characters) + " 字（含标点）" : "");
    }

    /** @param {File} opened */
    async function open(opened) {
      try {
        area.value = await archive.opening.text(opened);
        archive.fill(notice);
        count();
        area.focus();
        area.setSelectionRange(0, 0);
        archive.site.say("已打开“" + opened.name + "”，还没有开始查。");
      } catch (error) {
        tell(/** @type {Error} */ (error).message);
      }
    }

    function clear() {
      area.value = "";
      count();
      area.focus();
    }

    /** @param {string} message */
    function tell(message) {
      archive.fill(notice, make("p", { class: "c-note" }, message));
    }

    /**
     * Long work, one at a time: it can be cancelled, and a later one takes the place of an earlier one.
     *
     * @param {(signal: AbortSignal, show: (done: number, total: number, what?: string) => void) => Promise<void>} act
     */
    async function work(act) {
      const mine = (newest += 1);
      if (running) running.abort();
      const control = (running = new AbortController());
      const bar = archive.working("正在准备…", () => {
        newest += 1; // what is on its way may never come: nobody waits for it
        control.abort();
        archive.fill(busy);
        tell("已取消，文稿还在。");
      });
      archive.fill(notice);
      archive.fill(busy, bar.node);
      try {
        await act(control.signal, (done, total, what) => { if (mine === newest) bar.show(done, total, what); });
      } catch (error) {
        if (mine === newest && /** @type {Error} */ (error).name !== "AbortError") tell("没有查完：" + /** @type {Error} */ (error).message);
      } finally {
        if (mine === newest) archive.fill(busy);
      }
    }

    async function run() {
      await work(async (signal, show) => {
        await archive.ready();
        const store = await archive.engine.open();
        const job = new archive.jobs.SearchJob({ signal });
        const words = area.value;
        await store.ready(words, job);
        const mapped = store.form.mapped(words);
        if (mapped.form.length < LEAST) return tell("文稿不足 " + LEAST + " 个字，没有什么可比。请粘贴一段文稿，或打开文件。");
        if (mapped.form.length > LONGEST) return tell("文稿超过 " + archive.count(LONGEST) + " 字，请分几次查。");
        check = await archive.draftCheck.begin(store, mapped.form, job, (done, total) => show(done, total, "正在比对指纹…"));
        draft = { text: words, mapped, result: check.result(LEAST), sentences: [], marks: [], shared: 0 };
        await settle(signal, show);
      });
    }

    /**
     * @param {AbortSignal} signal
     * @param {(done: number, total: number, what?: string) => void} show
     */
    async function settle(signal, show) {
      if (!check || !draft) return;
      const from = Number(range.value);
      await check.settle(from, new archive.jobs.SearchJob({ signal }), (done, total) => show(done, total, "正在逐字核对…"));
      const found = check.result(from);
      const { mapped } = draft;
      const marks = found.marks.map((mark) => ({ start: mapped.starts[mark.start], end: mapped.ends[mark.end - 1] }));
      draft = { text: draft.text, mapped, result: found, marks, sentences: archive.sentences.rated(draft.text, mapped, found.marks), shared: archive.stretches.covered(found.marks) };
      draw(draft);
    }

    /** @param {CheckedDraft} done */
    function draw(done) {
      const { percent } = archive.figures;
      const number = archive.count;
      const length = done.mapped.form.length;
      form.hidden = true;
      const first = result.hidden;
      result.hidden = false;
      archive.fill(summary, make("p", { class: "d-rate-all" }, make("b", null, percent(done.shared, length)),
        " 全文 " + number(length) + " 字，" + number(done.shared) + " 字与库中报告连续 " + done.result.least + " 字以上相同，共 " + done.marks.length + " 处。"),
      make("p", { class: "c-formula" }, "占比 = 落在相同文字里的字数 ÷ 总字数；只数汉字、字母和数字，标点、空格不计，简繁、全半角视为相同。句末的百分数是该句的占比。"));
      view = archive.draftView(done, text, side);
      archive.fill(busy);
      if (!first) return;
      /** @type {HTMLElement} */ (document.querySelector("h1")).scrollIntoView(); // the result stands where the form did, and the page may be too short to bring it to the top
      summary.focus({ preventScroll: true }); // what had the focus is hidden now
    }

    /** @param {number} by */
    function walk(by) {
      if (view) view.step(by);
    }

    function edit() {
      form.hidden = false;
      result.hidden = true;
      area.focus();
    }

    /**
     * @param {FoundReport} report
     * @param {DraftRun} run
     * @returns {string}
     */
    function address(report, run) {
      return archive.site.cited(archive.rootAddress() + report.url + "#" + run.anchor);
    }

    async function copy() {
      if (!draft) return;
      const done = await archive.site.copy(archive.takeaway.text(draft, address));
      archive.site.say(done ? "已复制结果，共 " + draft.marks.length + " 处" : "浏览器不让复制，请改用 CSV");
    }

    function save() {
      if (!draft) return;
      archive.exports.save("查重结果.csv", archive.takeaway.csv(draft, address));
      archive.site.say(/MicroMessenger/.test(navigator.userAgent) ? "微信里不能保存文件：请点右上角，在浏览器中打开" : "已存为 CSV，一句一行");
    }
  }

  /** @returns {HTMLElement} what the three strengths of a mark mean */
  function legend() {
    const make = archive.element;
    const one = (/** @type {number} */ level, /** @type {string} */ words) => make("span", null, make("span", { class: "d-mark is-" + level }, "文字"), " " + words);
    return make("p", { class: "d-legend" }, "该句占比：", one(1, "不到 40%"), one(2, "40%–80%"), one(3, "80% 以上"));
  }

  const app = document.querySelector("[data-draft-app]");
  if (app instanceof HTMLElement) start(app);
})((window.archive = window.archive || /** @type {Archive} */ ({})));
