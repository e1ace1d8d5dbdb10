/**
 * The list of keys, as a dialog: it comes with the first `?`, Esc closes it, and the focus goes back where it was.
 */
(function (archive) {
  "use strict";

  const KEYS = [
    ["/　s　f", "到快速查找的框"],
    ["↑　↓", "在建议、检索结果里移动"],
    ["Enter", "打开选中的一项"],
    ["n　p", "标出了文字的页面：下一处、上一处"],
    ["Esc", "关闭菜单和对话框；在报告里去掉命中标记，在检索结果里回到检索框"],
    ["?", "列出键盘操作"],
  ];

  function keyboard() {
    const make = archive.element;
    const known = /** @type {HTMLDialogElement | null} */ (document.querySelector("dialog.keys"));
    if (known) return void known.showModal();
    const title = make("h2", { id: "keys-title" }, "键盘操作");
    const close = make("button", { type: "button", class: "tool", "aria-label": "关闭", onclick: () => dialog.close() }, "×");
    const dialog = /** @type {HTMLDialogElement} */ (make("dialog", { class: "keys", "aria-labelledby": "keys-title" },
      make("div", { class: "keys__head" }, title, close),
      make("dl", null, ...KEYS.map(([key, does]) => make("div", null, make("dt", null, make("kbd", null, key)), make("dd", null, does)))),
      make("p", null, make("a", { href: archive.rootAddress() + "help.html" }, "帮助"))));
    dialog.addEventListener("keydown", (event) => { if (event.key === "?" || event.key === "？") dialog.close(); });
    dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); }); // the ground beside it
    document.body.appendChild(dialog);
    dialog.showModal();
  }

  archive.keyboard = keyboard;
})((window.archive = window.archive || /** @type {Archive} */ ({})));
