/**
 * Several phrases over the years: lines drawn in SVG, told apart by colour and by dash, and the same numbers in a table.
 */
(function (archive) {
  "use strict";

  const HEIGHT = 220;
  const LEFT = 48;
  const TOP = 14;
  const PICTURE = HEIGHT + TOP + 28;
  /** Years stand so far apart at least; few years are spread over a usual width. */
  const LEAST_STEP = 52;
  const STEP = 120;
  const WIDTH = 720;
  /** Between years farther apart than this the axis is broken. */
  const LONGEST_GAP = 3;
  /** A rate from a year with fewer characters says little: it does not rule the scale. */
  const LITTLE = 5000;
  /** So wide the drawing is on a sheet of A4, and so wide a year with the room beside it. */
  const PAPER = 560;
  const LABEL = 34;
  const make = archive.element;
  const draw = archive.drawing;

  /**
   * What is shown of a phrase in a year.
   *
   * @param {number} hits
   * @param {YearSize} size
   * @param {string} unit
   * @returns {number}
   */
  function value(hits, size, unit) {
    if (unit === "reports") return size[0] ? (hits * 100) / size[0] : 0;
    if (unit === "chars") return size[1] ? (hits * 10000) / size[1] : 0;
    return hits;
  }

  /**
   * The next round number, so near that the highest point has most of the height.
   *
   * @param {number} most
   * @returns {number}
   */
  function ceiling(most) {
    const power = Math.pow(10, Math.floor(Math.log10(most || 1)));
    return power * ([1, 1.5, 2, 3, 4, 6, 8].find((each) => each * power >= most) || 10);
  }

  /**
   * @param {number} one
   * @returns {string} with two digits where they say something
   */
  function told(one) {
    return one === Math.round(one) ? archive.count(one) : one.toFixed(2);
  }

  /**
   * @param {Course[]} courses
   * @param {string[]} years
   * @param {number[][]} rows what is shown of each phrase, year by year
   * @returns {HTMLElement}
   */
  function table(courses, years, rows) {
    const made = make("table", { class: "figures" },
      make("thead", null, make("tr", null, make("th", { scope: "col" }, "提法"), ...years.map((year) => make("th", { scope: "col" }, year)))),
      make("tbody", null, ...courses.map((course, at) => make("tr", null, make("th", { scope: "row" }, course.phrase), ...rows[at].map((one) => make("td", null, told(one)))))));
    made.style.setProperty("--rows", String(years.length + 1)); // on paper the years go down the sheet
    return made;
  }

  /**
   * @param {LinesPlot} plot
   * @param {number} step from year to year, in pixels
   * @param {ArchiveAttributes} attributes of the drawing
   * @param {...ArchiveChild} first
   * @returns {SVGElement}
   */
  function picture(plot, step, attributes, ...first) {
    const { courses, years, slots, rows, small } = plot;
    const x = (/** @type {number} */ at) => slots[at] * step + step / 2;
    const width = (slots[slots.length - 1] + 1) * step;
    const text = (/** @type {number} */ left, /** @type {string} */ words) => draw("text", { x: left, y: TOP + HEIGHT + 20, "text-anchor": "middle" }, words);
    const every = Math.ceil(LABEL / step);
    let last = -every;
    const named = slots.map((slot) => slot - last >= every && ((last = slot), true));
    const begins = years.map((_, at) => at).filter((at) => !at || broken(years, at));
    return draw("svg", Object.assign({ class: "lines", width, height: PICTURE, viewBox: "0 0 " + width + " " + PICTURE }, attributes), ...first,
      ...plot.marks.map((mark) => draw("line", { class: "lines__rule", x1: 0, x2: width, y1: plot.y(mark), y2: plot.y(mark) })),
      ...years.map((year, at) => named[at] && text(x(at), year)),
      ...begins.slice(1).map((at) => text(x(at) - step, "…")),
      ...rows.map((row, at) => draw("g", { class: "line line--" + at },
        ...begins.map((from, run) => draw("polyline", { points: row.map((one, year) => x(year) + "," + plot.y(one)).slice(from, begins[run + 1]).join(" ") })),
        ...row.map((one, year) => draw("circle", { class: small[year] && "is-small", cx: x(year), cy: plot.y(one), r: Math.min(4, step / 4) }, draw("title", null, courses[at].phrase + " " + years[year] + "年：" + told(one)))))));
  }

  /**
   * @param {string[]} years
   * @param {number} at
   * @returns {boolean} whether the axis is broken before this year
   */
  function broken(years, at) {
    return at > 0 && Number(years[at]) - Number(years[at - 1]) > LONGEST_GAP;
  }

  /**
   * @param {Course[]} courses
   * @param {Record<string, YearSize>} sizes
   * @param {{unit: string, label: string}} options
   * @returns {HTMLElement}
   */
  function lines(courses, sizes, options) {
    const years = Object.keys(sizes);
    const rows = courses.map((course) => years.map((year) => value(course.hits[year] || 0, sizes[year], options.unit)));
    const little = years.map((year) => options.unit !== "hits" && sizes[year][1] < LITTLE);
    const small = little.map((one) => one && !little.every(Boolean));
    const top = ceiling(Math.max(0, ...rows.map((row) => Math.max(0, ...row.filter((_, at) => !small[at])))));
    /** @type {number[]} */
    const slots = []; // a few years without a report keep their room, so that slopes compare; many are closed up
    years.forEach((year, at) => slots.push(at ? slots[at - 1] + (broken(years, at) ? 2 : Number(year) - Number(years[at - 1])) : 0));
    const span = slots[slots.length - 1] + 1;
    const y = (/** @type {number} */ one) => TOP + HEIGHT - (Math.min(one, top) / top) * HEIGHT;
    const plot = { courses, years, slots, rows, small, y, marks: [0, 0.5, 1].map((part) => part * top) };
    const numbers = (/** @type {number} */ right) => plot.marks.map((mark) => draw("text", { x: right, y: y(mark) + 4, "text-anchor": "end" }, told(mark)));
    const scale = draw("svg", { class: "lines lines__scale", width: LEFT, height: PICTURE, "aria-hidden": "true" }, ...numbers(LEFT - 8));
    return make("figure", { class: "p-lines", "data-table": true }, make("figcaption", null, options.label),
      make("ul", { class: "p-legend" }, ...courses.map((course, at) => make("li", null, draw("svg", { class: "lines", width: 36, height: 12, "aria-hidden": "true" },
        draw("g", { class: "line line--" + at }, draw("polyline", { points: "0,6 36,6" }))), make("a", { href: archive.study.searching(course.phrase) }, course.phrase)))),
      make("div", { class: "scroll", role: "group", tabindex: "0", "aria-label": options.label + "（图）" },
        picture(plot, Math.max(LEAST_STEP, Math.min(STEP, WIDTH / span)), { role: "img", "aria-label": options.label }), scale,
        picture(plot, PAPER / span, { class: "lines lines__paper", viewBox: -LEFT + " 0 " + (PAPER + LEFT) + " " + PICTURE, "aria-hidden": "true" }, ...numbers(-8))),
      small.some(Boolean) ? make("p", { class: "s-quiet" }, "空心点：当年文字不足 " + LITTLE + " 字，比率起伏大，不用来定刻度，超出的画在上沿；数值见表。") : null,
      make("div", { class: "scroll", role: "group", tabindex: "0", "aria-label": options.label + "（表）" }, table(courses, years, rows)),
      make("p", { class: "p-tools" }, make("button", { type: "button", class: "s-button", "data-csv": options.label }, "复制表格"),
        make("button", { type: "button", class: "s-button", onclick: () => window.print() }, "打印")));
  }

  archive.lines = { lines, value, ceiling };
})((window.archive = window.archive || /** @type {Archive} */ ({})));
