/**
 * Hits per year: bars drawn in SVG, and the same numbers in a table for those who cannot see them or want to copy them.
 */
(function (archive) {
  "use strict";

  const HEIGHT = 64;
  /** Bars stand so far apart, closer when there are many; then not every year is written. */
  const STEP = 44;
  const LEAST_STEP = 18;
  const WIDTH = 760;
  const LABEL = 36;
  const FOOT = 20;
  const HEAD = 16;
  /** A gap in the years of up to this many is drawn as empty years, a longer one as one step with a mark. */
  const LONGEST_GAP = 6;

  /**
   * The bars from the first year to the last. Years without hits in between are kept, so that a gap is seen; those of
   * a long gap are one bar, and the years at its edges are to be written.
   *
   * @param {Record<string, number>} counts by year; "" (unknown) comes last
   * @returns {ChartBar[]}
   */
  function bars(counts) {
    const years = Object.keys(counts).filter((year) => /^\d{4}$/.test(year)).map(Number).sort((a, b) => a - b);
    /** @type {ChartBar[]} */
    const out = [];
    let before = NaN;
    for (const year of years) {
      const edge = year - before > LONGEST_GAP;
      if (edge) {
        out[out.length - 1].edge = edge;
        out.push({ year: before + 1 + "–" + (year - 1), count: 0, share: 0 });
      }
      for (let empty = before + 1; empty < year && !edge; empty++) out.push({ year: String(empty), count: 0, share: 0 });
      out.push({ year: String(year), count: counts[year], share: 0, edge });
      before = year;
    }
    if (counts[""]) out.push({ year: "", count: counts[""], share: 0, edge: true });
    const most = Math.max(1, ...out.map((bar) => bar.count));
    return out.map((bar) => Object.assign(bar, { share: bar.count / most }));
  }

  /**
   * Draw the bars. Pressing one is the same as choosing that year in the filter.
   *
   * @param {Record<string, number>} counts
   * @param {ChartOptions} options
   * @returns {HTMLElement}
   */
  function draw(counts, options) {
    const all = bars(counts);
    const step = Math.max(LEAST_STEP, Math.min(STEP, Math.floor(WIDTH / Math.max(all.length, 1))));
    const width = Math.max(all.length * step, STEP);
    const picture = archive.drawing("svg", {
      viewBox: "0 0 " + width + " " + (HEIGHT + FOOT + HEAD),
      width, height: HEIGHT + FOOT + HEAD, role: "img", "aria-label": options.label,
    });
    const every = Math.ceil(LABEL / step);
    let last = -every;
    all.forEach((bar, at) => {
      const room = at - last >= every && !all.slice(at + 1, at + every).some((one) => one.edge);
      const named = !bar.year || (room && (bar.edge || Number(bar.year) % every === 0));
      if (named) last = at;
      picture.appendChild(column(bar, { left: at * step, step, named }, options));
    });
    return archive.element("figure", { class: "s-chart" },
      archive.element("figcaption", null, options.label),
      archive.element("div", { class: "s-chart__scroll", tabindex: "0", role: "group", "aria-label": options.label }, picture),
      archive.element("details", null, archive.element("summary", null, "数据表"), table(all, options)));
  }

  /**
   * @param {ChartBar} bar
   * @param {{left: number, step: number, named: boolean}} place
   * @param {ChartOptions} options
   * @returns {SVGElement}
   */
  function column(bar, place, options) {
    const width = place.step * 0.64;
    const left = place.left + (place.step - width) / 2;
    const height = bar.count ? Math.max(2, bar.share * HEIGHT) : 1;
    const chosen = options.chosen.indexOf(bar.year) >= 0;
    const middle = left + width / 2;
    return archive.drawing("g", { class: "s-chart__bar" + (chosen ? " is-chosen" : ""), onclick: () => bar.count && options.choose(bar.year) },
      archive.drawing("title", null, named(bar.year) + "：" + bar.count + " " + options.unit),
      archive.drawing("rect", { class: "s-chart__hit", x: place.left, y: 0, width: place.step, height: HEIGHT + HEAD + FOOT }),
      bar.year.length > 4 ? archive.drawing("text", { x: middle, y: HEAD + HEIGHT, "text-anchor": "middle" }, "…") : archive.drawing("rect", { class: "s-chart__fill", x: left, y: HEAD + HEIGHT - height, width, height, rx: 2 }),
      bar.count && (place.step >= LABEL || chosen) ? archive.drawing("text", { x: middle, y: HEAD + HEIGHT - height - 4, "text-anchor": "middle" }, String(bar.count)) : null,
      place.named ? archive.drawing("text", { class: "s-chart__year", x: middle, y: HEAD + HEIGHT + 15, "text-anchor": "middle" }, bar.year || "不详") : null);
  }

  /**
   * @param {ChartBar[]} all
   * @param {ChartOptions} options
   * @returns {HTMLElement}
   */
  function table(all, options) {
    const make = archive.element;
    return make("table", { class: "s-table" },
      make("caption", null, options.label),
      make("thead", null, make("tr", null, make("th", { scope: "col" }, "年份"), make("th", { scope: "col" }, options.heading))),
      make("tbody", null, ...all.filter((bar) => bar.count).map((bar) =>
        make("tr", null, make("th", { scope: "row" }, named(bar.year)), make("td", null, String(bar.count))))));
  }

  /**
   * @param {string} year
   * @returns {string}
   */
  function named(year) {
    return year ? year + "年" : "年份未注明";
  }

  archive.chart = { bars, draw };
})((window.archive = window.archive || /** @type {Archive} */ ({})));
