// What stands before the script of every view of this program: plotly's own script, loaded once for all of them.

function loadPlotly(path) {
  if (window.Plotly) return Promise.resolve(window.Plotly);
  // Kept where every view finds it: each is a module with names of its own, and would load a plotly of its own.
  window.taftPlotly ??= new Promise((done, fail) => {
    const src = new URL(path, document.baseURI).href;
    // The page may have it under way; once all of the page is loaded, it has failed there and is asked for anew.
    const begun = document.readyState !== "complete" && [...document.scripts].find((script) => script.src === src);
    const script = begun || document.createElement("script");
    script.addEventListener("load", () => done(window.Plotly));
    script.addEventListener("error", () => { window.taftPlotly = undefined; fail(new Error("plotly.js did not load")); });
    if (!begun) { script.src = src; document.head.append(script); }
  });
  return window.taftPlotly;
}

