// Applies the chosen appearance before the first paint. It runs ahead of the
// page's modules, so it must stay tiny and must never throw.
(function () {
  var chosen = null;
  try {
    chosen = localStorage.getItem("chatelier:theme");
  } catch {
    // Storage is refused: the system's appearance applies.
  }
  if (chosen !== "light" && chosen !== "dark") {
    chosen = matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
  }
  document.documentElement.dataset.theme = chosen;
})();
