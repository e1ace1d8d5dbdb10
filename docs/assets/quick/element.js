/**
 * Elements are made here and nowhere else: text goes in as text, never as markup.
 */
(function (archive) {
  "use strict";

  /**
   * Make one element. A key that begins with `on` adds a listener; `null`, `undefined` and `false` leave a key
   * out; `true` sets an empty attribute. Strings among the children become text nodes.
   *
   * @param {string} tag
   * @param {ArchiveAttributes | null} [attributes]
   * @param {...ArchiveChild} children
   * @returns {HTMLElement}
   */
  function element(tag, attributes, ...children) {
    const node = document.createElement(tag);
    set(node, attributes || {});
    append(node, children);
    return node;
  }

  /**
   * The same for SVG.
   *
   * @param {string} tag
   * @param {ArchiveAttributes | null} [attributes]
   * @param {...ArchiveChild} children
   * @returns {SVGElement}
   */
  function drawing(tag, attributes, ...children) {
    const node = document.createElementNS("http://www.w3.org/2000/svg", tag);
    set(node, attributes || {});
    append(node, children);
    return /** @type {SVGElement} */ (node);
  }

  /**
   * @param {Element} node
   * @param {ArchiveAttributes} attributes
   */
  function set(node, attributes) {
    for (const name of Object.keys(attributes)) {
      const value = attributes[name];
      if (value === null || value === undefined || value === false) continue;
      if (typeof value === "function") node.addEventListener(name.slice(2), value);
      else node.setAttribute(name, value === true ? "" : String(value));
    }
  }

  /**
   * @param {Element} node
   * @param {ArchiveChild[]} children
   */
  function append(node, children) {
    for (const child of children) {
      if (child === null || child === undefined || child === false) continue;
      node.appendChild(typeof child === "object" ? child : document.createTextNode(String(child)));
    }
  }

  /**
   * Put new children in the place of the old ones.
   *
   * @param {Element} node
   * @param {...ArchiveChild} children
   */
  function fill(node, ...children) {
    node.textContent = "";
    append(node, children);
  }

  /**
   * @param {(Node | string)[]} pieces of which some are nothing but a tab or a line end
   * @returns {HTMLTableElement} with a cell for what stands between tabs, and a row for each line
   */
  function grid(pieces) {
    const table = /** @type {HTMLTableElement} */ (element("table"));
    let row = table.insertRow();
    let cell = row.insertCell();
    for (const piece of pieces) {
      const words = typeof piece === "object" ? piece.textContent : piece;
      if (words === "\n") row = table.insertRow();
      if (words === "\n" || words === "\t") cell = row.insertCell();
      else append(cell, [piece]);
    }
    return table;
  }

  /**
   * The address of the site's root, with its closing slash: pages lie at several depths and may be opened as files.
   *
   * @returns {string}
   */
  function root() {
    const meta = document.querySelector('meta[name="archive-root"]');
    const base = (meta && meta.getAttribute("content")) || ".";
    return base.endsWith("/") ? base : base + "/";
  }

  /**
   * A number with thin spaces between thousands, from 10 000 on.
   *
   * @param {number} number
   * @returns {string}
   */
  function count(number) {
    return number < 10000 ? String(number) : String(number).replace(/\B(?=(\d{3})+$)/g, "\u2009");
  }

  archive.count = count;
  archive.element = element;
  archive.drawing = drawing;
  archive.fill = fill;
  archive.grid = grid;
  archive.rootAddress = root;
})((window.archive = window.archive || /** @type {Archive} */ ({})));
