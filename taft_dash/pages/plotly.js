// What stands before the script of every view of this program: plotly's own script, loaded once for all of them.

function loadPlotly(path) {
  if (window.Plotly) return Promise.resolve(window.Plotly);
  // Kept where every view finds it: each is a module with names of its own, and would load a plotly of its own.
  window.taftPlotly ??= new Promise((done, fail) => {
    const script = document.createElement("script");
    script.src = new URL(path, document.baseURI).href;
    script.onload = () => done(window.Plotly);
    script.onerror = () => { window.taftPlotly = undefined; fail(new Error("plotly.js did not load")); };
    document.head.append(script);
  });
  return window.taftPlotly;
}

