// A figure of a page, redrawn in place: what stays the same stays on the screen, and nothing jumps. What is in view is
// drawn at once; the rest when it is scrolled to, or else as soon as the browser has nothing better to do.

const CHARTS = new WeakMap();
const WAITING = new Set();
const EXPAND = { width: 512, height: 512, path: "M32 32C14.3 32 0 46.3 0 64v96h64V96h96V32H32zM64 352H0v96c0 17.7 14.3 32 32 32h128v-64H64v-64zM352 32v64h96v64h64V64c0-17.7-14.3-32-32-32H352zM512 352h-64v64h-96v64h128c17.7 0 32-14.3 32-32v-96z" };

const inView = new IntersectionObserver((entries) => {
  for (const { target, isIntersecting } of entries) {
    const chart = CHARTS.get(target);
    if (!chart) continue;
    chart.seen = isIntersecting;
    if (isIntersecting) chart.draw();
  }
});

const resized = new ResizeObserver((entries) => {
  for (const { target } of entries) CHARTS.get(target)?.fit();
});

const REST_MS = 250; // after the last change from the server, so that drawing what nobody sees delays nothing
const whenIdle = window.requestIdleCallback ?? ((act) => setTimeout(act, 50));
let resting = null;
function drawTheRest() {
  clearTimeout(resting);
  resting = setTimeout(() => whenIdle(async () => {
    const [chart] = WAITING;
    await chart?.draw();
    if (WAITING.size) drawTheRest();
  }), REST_MS);
}

window.addEventListener("beforeprint", () => { for (const chart of WAITING) chart.draw(); });

class Chart {
  constructor(root) {
    this.root = root;
    this.graph = root.querySelector(".taft-graph");
    this.trouble = root.querySelector(".taft-trouble");
    const box = root.getBoundingClientRect();
    this.seen = box.top < window.innerHeight && box.bottom > 0;
    CHARTS.set(root, this);
    inView.observe(root);
    resized.observe(root);
  }

  destroy() {
    WAITING.delete(this);
    inView.unobserve(this.root);
    resized.unobserve(this.root);
    CHARTS.delete(this.root);
    window.Plotly?.purge(this.graph);
  }

  update(data, send) {
    this.send = send;
    this.path = data.plotly;
    this.picks = data.picks;
    this.root.setAttribute("aria-label", data.alt);
    const style = getComputedStyle(this.root);
    const look = ["color", "fontFamily", "backgroundColor", "borderTopColor"].map((name) => style[name]).join();
    if (data.figure === this.source && look === this.look) return;
    this.source = data.figure;
    this.look = look;
    this.figure = JSON.parse(data.figure);
    const { layout } = this.figure;
    const font = { color: style.color, family: style.fontFamily };
    layout.font = { ...layout.font, ...font };
    layout.hoverlabel = { ...layout.hoverlabel, font, bgcolor: style.backgroundColor, bordercolor: style.borderTopColor };
    this.height = layout.height;
    this.root.style.height = `${layout.height}px`;
    this.root.classList.toggle("taft-picks", this.picks);
    // The same one for good: plotly puts a chart up anew, at three times the cost, where its settings are others.
    this.config ??= this.settings(data.name);
    this.ask();
  }

  settings(filename) {
    return {
      displayModeBar: "hover", displaylogo: false, showSendToCloud: false, plotlyServerURL: "", responsive: false,
      modeBarButtons: [["toImage", { name: "wide", title: "Full screen", icon: EXPAND, click: () => this.widen() }]],
      toImageButtonOptions: { format: "png", scale: 2, filename },
    };
  }

  ask() {
    this.root.setAttribute("aria-busy", "true");
    WAITING.add(this);
    if (this.seen) this.draw();
    else drawTheRest();
  }

  async draw() {
    if (!WAITING.has(this)) return;
    let Plotly;
    try {
      Plotly = await loadPlotly(this.path);
    } catch {
      WAITING.delete(this);
      this.trouble.hidden = false;
      return;
    }
    const width = this.root.clientWidth; // none while it is folded away; `fit` comes back to it then
    if (!WAITING.delete(this) || !width) return;
    const wide = document.fullscreenElement === this.root;
    Object.assign(this.figure.layout, { width, height: wide ? this.root.clientHeight : this.height });
    this.width = width;
    await Plotly.react(this.graph, this.figure.data, this.figure.layout, this.config);
    if (!this.heard) {
      this.heard = true;
      this.graph.on("plotly_click", ({ points: [{ x, customdata }] }) => {
        if (this.picks) this.send("point", { x, customdata });
      });
    }
    if (!WAITING.has(this)) this.root.removeAttribute("aria-busy");
  }

  fit() {
    if (this.figure && this.root.clientWidth !== this.width) this.ask();
  }

  widen() {
    if (document.fullscreenElement) document.exitFullscreen();
    else this.root.requestFullscreen();
  }
}

export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".taft-chart");
  (CHARTS.get(root) ?? new Chart(root)).update(data, setTriggerValue);
  return () => CHARTS.get(root)?.destroy();
}
