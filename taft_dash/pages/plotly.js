// What stands before the script of every view of this program: plotly's own script, loaded once for all of them.

let plotly = null;
function loadPlotly(path) {
  if (window.Plotly) return Promise.resolve(window.Plotly);
  plotly ??= new Promise((done, fail) => {
    const script = document.createElement("script");
    script.src = new URL(path, document.baseURI).href;
    script.onload = () => done(window.Plotly);
    script.onerror = () => { plotly = null; fail(new Error("plotly.js did not load")); };
    document.head.append(script);
  });
  return plotly;
}

