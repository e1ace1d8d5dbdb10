/**
 * What every page can do: choose colours, fold long lists away on a narrow screen, follow the outline, copy, save, print.
 * Everything else works without it.
 */
(function (archive) {
  "use strict";

  const root = document.documentElement;
  const NARROW = "(max-width: 60em)";
  /** Here letters are written, or are not meant for the page beneath. */
  const WRITTEN = "input:not([type=range]), textarea, select, [contenteditable], dialog";

  /**
   * @param {string} selector
   * @returns {HTMLElement[]}
   */
  function all(selector) {
    return Array.from(document.querySelectorAll(selector));
  }

  /**
   * Keep a choice for the next page, where the browser allows it and has room; what was chosen holds on this one.
   *
   * @param {string} name
   * @param {string} value
   */
  function remember(name, value) {
    if (root.dataset.forgetful) return;
    try {
      localStorage.setItem("archive." + name, value);
    } catch (full) {
      if (!(full instanceof DOMException)) throw full;
      say("浏览器不保存，换一页后恢复原样。");
    }
  }

  /** @returns {boolean} */
  function isDark() {
    if (root.dataset.scheme) return root.dataset.scheme === "dark";
    return window.matchMedia("(prefers-color-scheme: dark)").matches;
  }

  /** @param {HTMLElement} button */
  function schemeButton(button) {
    const tell = () => button.setAttribute("aria-label", isDark() ? "换成浅色" : "换成深色");
    button.hidden = false;
    tell();
    button.addEventListener("click", () => {
      root.dataset.scheme = isDark() ? "light" : "dark";
      remember("scheme", root.dataset.scheme);
      tell();
    });
  }

  /** Long lists start folded where they would push the text off the screen. */
  function fold() {
    if (!window.matchMedia(NARROW).matches) return;
    for (const details of all("details[data-fold]")) details.removeAttribute("open");
  }

  /**
   * The menu of a narrow screen closes by Esc and by a press beside it.
   *
   * @param {HTMLElement} menu
   */
  function menu(menu) {
    const close = () => menu.removeAttribute("open");
    menu.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || !menu.hasAttribute("open")) return;
      event.preventDefault(); // nothing else is to close with it
      close();
      /** @type {HTMLElement} */ (menu.querySelector("summary")).focus();
    });
    document.addEventListener("click", (event) => { if (!menu.contains(/** @type {Node} */ (event.target))) close(); });
  }

  /**
   * Whether a key is meant for the page: alone, not written into anything, and nobody has dealt with it.
   *
   * @param {KeyboardEvent} event
   * @returns {boolean}
   */
  function meant(event) {
    return !(event.defaultPrevented || event.isComposing || event.altKey || event.ctrlKey || event.metaKey || /** @type {Element} */ (event.target).closest(WRITTEN));
  }

  /** The list of keys, which few readers open: its script comes when it is asked for, with that of the quick box. */
  function keys() {
    archive.script("quick/quick.js").then(() => archive.keyboard(), (/** @type {Error} */ error) => say(error.message));
  }

  document.addEventListener("keydown", (event) => {
    if ((event.key !== "?" && event.key !== "？") || !meant(event)) return;
    event.preventDefault();
    keys();
  });

  /** Mark in the outline the heading that is being read. */
  function follow() {
    const links = /** @type {HTMLAnchorElement[]} */ (all(".outline a"));
    if (!links.length || !("IntersectionObserver" in window)) return;
    const headings = links.map((link) => document.getElementById(decodeURIComponent(link.hash.slice(1))));
    let waiting = false;
    const mark = () => {
      waiting = false;
      let at = 0;
      headings.forEach((heading, i) => {
        if (heading && heading.getBoundingClientRect().top < 140) at = i;
      });
      links.forEach((link, i) => {
        if (i === at) link.setAttribute("aria-current", "true");
        else link.removeAttribute("aria-current");
      });
    };
    document.addEventListener("scroll", () => {
      if (!waiting) window.requestAnimationFrame(mark);
      waiting = true;
    }, { passive: true });
    mark();
  }

  /**
   * Put text on the clipboard. On plain http and from a folder there is no `navigator.clipboard`.
   *
   * @param {string} text
   * @returns {Promise<boolean>} whether it is there
   */
  async function copy(text) {
    if (navigator.clipboard && window.isSecureContext) {
      try {
        await navigator.clipboard.writeText(text);
        return true;
      } catch (error) {
        return copyBySelection(text); // refused, for instance inside a frame
      }
    }
    return copyBySelection(text);
  }

  /**
   * @param {string} text
   * @returns {boolean}
   */
  function copyBySelection(text) {
    const before = /** @type {HTMLElement | null} */ (document.activeElement);
    const area = document.createElement("textarea");
    area.value = text;
    area.readOnly = true;
    area.className = "offscreen";
    document.body.appendChild(area);
    area.select();
    const done = document.execCommand("copy");
    area.remove();
    if (before) before.focus({ preventScroll: true });
    return done;
  }

  /**
   * Say briefly what happened, for eyes and for screen readers.
   *
   * @param {string} text
   */
  function say(text) {
    let toast = document.querySelector(".toast");
    if (!toast) {
      toast = document.createElement("div");
      toast.className = "toast";
      toast.setAttribute("role", "status");
      document.body.appendChild(toast);
    }
    const shown = toast;
    shown.textContent = text;
    shown.classList.add("is-shown");
    window.setTimeout(() => { if (shown.textContent === text) shown.classList.remove("is-shown"); }, Math.max(2600, 120 * text.length));
  }

  /**
   * Hand something to the reader as a file.
   *
   * @param {string} name
   * @param {Blob} file
   */
  function save(name, file) {
    const address = URL.createObjectURL(file);
    const link = archive.element("a", { href: address, download: name });
    document.body.appendChild(link);
    link.click();
    link.remove();
    window.setTimeout(() => URL.revokeObjectURL(address), 60000);
  }

  /**
   * What leads back to a place of the site: its address, or the report's number where the page is a file, whose address
   * nobody else can open and which names folders of this computer.
   *
   * @param {string} path from this page
   * @returns {string}
   */
  function cited(path) {
    const known = /** @type {HTMLLinkElement | null} */ (document.querySelector("link[rel=canonical]"));
    const here = location.protocol !== "file:" ? location.href : known && known.href;
    return here ? new URL(path, here.replace(/[?#].*/, "")).href : "编号 " + /r[0-9a-f]{12}/.exec(path + location.pathname);
  }

  /**
   * @param {string} id of a report
   * @returns {string} the address of its page, below the root of the site
   */
  function page(id) {
    return "reports/" + id.slice(1, 3) + "/" + id + ".html";
  }

  archive.site = { cited, copy, save, say, remember, meant, page };
  all("[data-scheme]").filter((element) => element !== root).forEach(schemeButton);
  all("[data-print]").forEach((button) => button.addEventListener("click", () => window.print()));
  all("[data-keys]").forEach((button) => { button.hidden = false; button.addEventListener("click", keys); });
  all("[data-menu]").forEach(menu);
  fold();
  follow();
})((window.archive = window.archive || /** @type {Archive} */ ({})));
