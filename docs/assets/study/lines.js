/**
 * Several phrases over the years: lines drawn in SVG, told apart by colour and by dash, and the same numbers in a table.
 */
(function (archive) {
  "use strict";

  const HEIGHT = 220;
  const LEFT = 48;
  const TOP = 14;
  /** Years stand so far apart at least; few years are spread over a usual width. */
  const LEAST_STEP = 52;
  const STEP = 120;
  const WIDTH = 720;
  /** So wide the drawing becomes on a sheet of A4; its text grows by as much as it is made smaller. */
  const PAPER = 560;
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
   * The next round number: 1, 2 or 5 with noughts.
   *
   * @param {number} most
   * @returns {number}
   */
  function ceiling(most) {
    const power = Math.pow(10, Math.floor(Math.log10(most || 1)));
    return power * ([1, 2, 5, 10].find((each) => each * power >= most) || 10);
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
   * @param {Course[]} courses
   * @param {Record<string, YearSize>} sizes
   * @param {{unit: string, label: string}} options
   * @returns {HTMLElement}
   */
  function lines(courses, sizes, options) {
    const years = Object.keys(sizes);
    const rows = courses.map((course) => years.map((year) => value(course.hits[year] || 0, sizes[year], options.unit)));
    const top = ceiling(Math.max(0, ...rows.map((row) => Math.max(0, ...row))));
    const first = Number(years[0]);
    const span = Number(years[years.length - 1]) - first + 1; // years without a report keep their room, so that slopes compare
    const step = Math.max(LEAST_STEP, Math.min(STEP, WIDTH / span));
    const x = (/** @type {number} */ at) => (Number(years[at]) - first) * step + step / 2;
    const y = (/** @type {number} */ one) => TOP + HEIGHT - (one / top) * HEIGHT;
    const width = span * step;
    const height = HEIGHT + TOP + 28;
    const marks = [0, 0.5, 1].map((part) => part * top);
    const numbers = (/** @type {number} */ right) => marks.map((mark) => draw("text", { x: right, y: y(mark) + 4, "text-anchor": "end" }, told(mark)));
    const scale = draw("svg", { class: "lines lines__scale", width: LEFT, height, "aria-hidden": "true" }, ...numbers(LEFT - 8));
    const picture = draw("svg", { class: "lines", width, height, viewBox: "0 0 " + width + " " + height, role: "img", "aria-label": options.label },
      draw("g", { class: "lines__inner" }, ...numbers(-8)),
      ...marks.map((mark) => draw("line", { class: "lines__rule", x1: 0, x2: width, y1: y(mark), y2: y(mark) })),
      ...years.map((year, at) => draw("text", { x: x(at), y: TOP + HEIGHT + 20, "text-anchor": "middle" }, year)),
      ...rows.map((row, at) => draw("g", { class: "line line--" + at }, draw("polyline", { points: row.map((one, year) => x(year) + "," + y(one)).join(" ") }),
        ...row.map((one, year) => draw("circle", { cx: x(year), cy: y(one), r: 4 }, draw("title", null, courses[at].phrase + " " + years[year] + "年：" + told(one)))))));
    picture.style.setProperty("--shrunk", String(width / PAPER));
    return make("figure", { class: "p-lines", "data-table": true }, make("figcaption", null, options.label),
      make("ul", { class: "p-legend" }, ...courses.map((course, at) => make("li", null, draw("svg", { class: "lines", width: 36, height: 12, "aria-hidden": "true" },
        draw("g", { class: "line line--" + at }, draw("polyline", { points: "0,6 36,6" }))), make("a", { href: archive.study.searching(course.phrase) }, course.phrase)))),
      make("div", { class: "scroll", role: "group", tabindex: "0", "aria-label": options.label + "（图）" }, picture, scale),
      make("div", { class: "scroll", role: "group", tabindex: "0", "aria-label": options.label + "（表）" }, table(courses, years, rows)),
      make("p", { class: "p-tools" }, make("button", { type: "button", class: "s-button", "data-csv": options.label }, "复制表格"),
        make("button", { type: "button", class: "s-button", onclick: () => window.print() }, "打印")));
  }

  archive.lines = { lines, value, ceiling };
})((window.archive = window.archive || /** @type {Archive} */ ({})));
