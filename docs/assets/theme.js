/**
 * The reader's choice of colours, face and size of type, set before the page is first drawn. It is the only
 * script that is not deferred.
 */
(function () {
  "use strict";
  const root = document.documentElement;
  root.classList.add("js");
  try {
    const scheme = localStorage.getItem("archive.scheme");
    if (scheme === "light" || scheme === "dark") root.dataset.scheme = scheme;
    if (localStorage.getItem("archive.face") === "document") root.dataset.face = "document";
    root.dataset.size = localStorage.getItem("archive.size") || "0";
  } catch (error) {
    root.dataset.forgetful = "true"; // storage is closed (private window, some folders): choices last for one page
  }
})();
