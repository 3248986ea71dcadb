// The linked view in the browser: one session cursor moves the sociogram, the strips and the words, without the server.
// Figures and sentences are made in Python; this file only chooses which frame stands, and who is in focus.

const VIEWS = new WeakMap();
const PLAY_MS = 1100;
const THUMB = 16;
const TIES = [1, 2, 3, 4]; // layers of the sociogram that hold ties; see LAYERS in figures/network.py
const PEOPLE = [0, 6];
const HANDLES = 8; // felt by the pointer all the same when nothing is drawn for them, which makes a step a quarter faster
const INKS = { members: 2, therapists: 1, less: 3, more: 4 };
const CONFIG = { displayModeBar: false, showSendToCloud: false, plotlyServerURL: "", displaylogo: false, responsive: false };

function numbers(packed) {
  if (!packed || packed.bdata === undefined) return packed ?? [];
  if (!packed.read) {
    const bytes = Uint8Array.from(atob(packed.bdata), (c) => c.charCodeAt(0));
    const Kind = { f4: Float32Array, f8: Float64Array, i2: Int16Array, i4: Int32Array }[packed.dtype];
    Object.defineProperty(packed, "read", { value: new Kind(bytes.buffer) });
  }
  return packed.read;
}

class View {
  constructor(root) {
    this.root = root;
    this.section = root.querySelector(".taft-linked");
    const find = (name) => this.section.querySelector(name);
    this.title = find("h2"); this.text = find(".taft-finding p"); this.facts = find(".taft-facts");
    this.network = find(".taft-network"); this.strips = find(".taft-strips"); this.plot = find(".taft-plot");
    this.cursor = find(".taft-cursor"); this.rail = find(".taft-session"); this.where = find(".taft-where");
    this.follow = find("select"); this.change = find(".taft-change"); this.trouble = find(".taft-trouble");
    this.play = find("[data-do=play]");
    this.drawing = Promise.resolve();
    this.listen();
  }

  listen() {
    this.section.tabIndex = -1;
    this.section.onclick = (event) => {
      const what = event.target.closest("[data-do]")?.dataset.do;
      if (what === "back") this.step(-1);
      if (what === "on") this.step(1);
      if (what === "play") this.toggle();
      if (what === "save") this.save();
    };
    this.rail.oninput = () => this.go(this.nearest(Number(this.rail.value)));
    this.change.onchange = () => this.draw();
    this.follow.onchange = () => this.focus(this.follow.value || null);
    this.strips.onclick = (event) => {
      const { left, right, range } = this.axis;
      const box = this.plot.getBoundingClientRect();
      const share = (event.clientX - box.left - left) / (box.width - left - right);
      if (share > 0 && share < 1) this.go(this.nearest(range[0] + share * (range[1] - range[0])));
    };
    this.section.onpointerleave = () => this.commit();
    this.section.addEventListener("focusout", (event) => {
      if (!this.section.contains(event.relatedTarget)) this.commit();
    });
    this.leaving = (event) => { if (!event.composedPath().includes(this.section)) this.commit(); };
    document.addEventListener("pointerdown", this.leaving, true);
    this.keys = (event) => {
      const at = document.activeElement;
      const inside = this.section.contains(at);
      if (event.altKey || event.ctrlKey || event.metaKey || (!inside && at && at !== document.body)) return;
      if (inside && at === this.follow) return;
      const act = { ArrowLeft: () => this.step(-1), ArrowRight: () => this.step(1), Home: () => this.go(this.sessions[0]),
        End: () => this.go(this.sessions.at(-1)), p: () => this.toggle(), Escape: () => this.focus(null) }[event.key];
      if (act) { act(); event.preventDefault(); event.stopPropagation(); }
    };
    document.addEventListener("keydown", this.keys, true);
    this.sizes = new ResizeObserver(() => this.resize());
    this.sizes.observe(this.section);
  }

  destroy() {
    this.halt();
    document.removeEventListener("keydown", this.keys, true);
    document.removeEventListener("pointerdown", this.leaving, true);
    this.sizes.disconnect();
    for (const graph of [this.network, this.plot]) window.Plotly?.purge(graph);
  }

  async update(data, send) {
    this.send = send;
    this.section.setAttribute("aria-busy", "true");
    try {
      this.Plotly = await loadPlotly(data.plotly);
    } catch {
      this.trouble.textContent = data.trouble;
      this.trouble.hidden = false;
      return;
    }
    const fresh = data.digest !== this.digest;
    const ink = getComputedStyle(this.section).color;
    if (fresh) {
      this.digest = data.digest;
      this.base = JSON.parse(data.sociogram);
      this.frames = JSON.parse(data.frames);
      this.right = JSON.parse(data.strips);
      this.sessions = data.sessions;
      this.words = data.words;
      this.axis = this.right.layout.meta;
      this.members = this.base.layout.meta.members;
      this.rail.min = this.sessions[0];
      this.rail.max = this.sessions.at(-1);
      this.follow.replaceChildren(...[["", data.everyone], ...data.people].map(([value, label]) => {
        const option = document.createElement("option");
        option.value = value; option.textContent = label;
        return option;
      }));
      this.network.setAttribute("aria-label", data.alt.network);
      this.plot.setAttribute("aria-label", data.alt.strips);
      this.paintKey();
    }
    // What the server last heard from here is not news; anything else it says moves the view.
    const told = JSON.stringify([data.cursor, data.person]);
    if (fresh || told !== this.told) {
      const known = this.sent === told && !fresh;
      this.told = told;
      if (!known) {
        this.session = this.sessions.includes(data.cursor) ? data.cursor : this.sessions.at(-1);
        this.person = this.members.includes(data.person) ? data.person : null;
        this.sent = JSON.stringify([this.session, this.person]);
      }
    }
    if (fresh || ink !== this.ink) {
      this.ink = ink;
      const bright = Math.max(...ink.match(/[\d.]+/g).slice(0, 3).map(Number)) > 128;
      this.section.style.colorScheme = bright ? "dark" : "light";
      for (const figure of [this.base, this.right]) figure.layout.font = { ...figure.layout.font, color: ink };
      for (const trace of this.right.data) if (trace.texttemplate) trace.textfont.color = ink;
      this.measure();
      await this.drawStrips();
    } else if (this.shownFor !== this.person) await this.drawStrips();
    this.draw();
    await this.drawing;
    this.section.dataset.ready = this.digest;
    this.section.removeAttribute("aria-busy");
  }

  paintKey() {
    const ink = (layer) => this.base.data[layer].fillcolor;
    for (const mark of this.section.querySelectorAll(".taft-ink")) {
      const layer = INKS[mark.dataset.ink];
      if (layer !== undefined) mark.style.color = ink(layer);
    }
  }

  nearest(value) {
    return this.sessions.reduce((best, s) => (Math.abs(s - value) < Math.abs(best - value) ? s : best));
  }

  step(by) {
    const next = this.sessions[this.sessions.indexOf(this.session) + by];
    if (next !== undefined) this.go(next);
  }

  go(session) {
    if (session === this.session) return;
    this.session = session;
    this.draw();
  }

  toggle() {
    if (this.timer) return this.halt();
    if (this.session === this.sessions.at(-1)) this.go(this.sessions[0]);
    this.play.textContent = "❚❚";
    this.play.setAttribute("aria-label", "Pause");
    this.timer = setInterval(() => {
      this.step(1);
      if (this.session === this.sessions.at(-1)) this.halt();
    }, PLAY_MS);
  }

  halt() {
    clearInterval(this.timer);
    this.timer = null;
    this.play.textContent = "▶";
    this.play.setAttribute("aria-label", "Play");
  }

  focus(person) {
    this.person = person;
    this.draw();
    this.drawStrips();
    this.commit();
  }

  commit() {
    const now = JSON.stringify([this.session, this.person]);
    if (!this.send || now === this.sent) return;
    this.sent = now;
    this.send("at", { session: this.session, person: this.person });
  }

  draw() {
    const words = this.words[this.session];
    this.title.textContent = words.title;
    this.text.textContent = words.text;
    this.where.textContent = words.where;
    this.facts.replaceChildren(...words.facts.map(([name, value]) => {
      const pair = document.createElement("div"), dt = document.createElement("dt"), dd = document.createElement("dd");
      dt.textContent = name; dd.textContent = value;
      pair.append(dt, dd);
      return pair;
    }));
    this.rail.value = this.session;
    this.rail.setAttribute("aria-valuetext", words.where);
    this.follow.value = this.person ?? "";
    for (const key of this.section.querySelectorAll("[data-when]")) {
      key.hidden = (key.dataset.when === "change") !== this.change.checked;
    }
    this.section.dataset.session = this.session;
    this.place();
    const layers = this.layers();
    this.drawing = this.Plotly.react(this.network, layers, this.base.layout, CONFIG).then(() => {
      if (this.network.__heard) return;
      this.network.__heard = true;
      this.network.on("plotly_click", (event) => {
        const key = event.points[0]?.customdata;
        if (Array.isArray(key)) this.focus(key[0] === this.person && key.length === 2 ? null : key[0]);
      });
    });
  }

  layers() {
    const frame = this.frames[`${this.session}${this.change.checked ? " change" : ""}`];
    const { width, height, meta } = this.base.layout;
    const scale = Math.min(width / 3.24, height / 2.6) / meta.pixels;
    const layers = frame.map((layer, k) => {
      const shown = k === HANDLES ? { ...layer, mode: "none" } : { ...layer };
      if (layer.marker && k !== HANDLES) {
        shown.marker = { ...layer.marker, size: Array.from(numbers(layer.marker.size), (size) => size * scale) };
        if (this.person && PEOPLE.includes(k)) {
          shown.marker.opacity = layer.customdata.map((key) => (key[0] === this.person ? 1 : 0.45));
        }
      }
      if (this.person && TIES.includes(k)) shown.opacity = 0.1;
      return shown;
    });
    if (this.person) layers.push(...TIES.map((k) => this.ofPerson(frame[k])).filter(Boolean));
    return layers.filter((layer) => numbers(layer.x).length);
  }

  ofPerson(layer) {
    const seat = this.members.indexOf(this.person), seats = this.members.length;
    const code = numbers(layer.meta), x = numbers(layer.x), y = numbers(layer.y), { points } = this.base.layout.meta;
    const theirs = Array.from(code, (tie) => Math.floor(tie / seats) === seat || tie % seats === seat);
    const kept = (values) => Array.from(values).filter((_, k) => theirs[Math.floor(k / points)]);
    return theirs.includes(true) ? { ...layer, x: kept(x), y: kept(y) } : null;
  }

  drawStrips() {
    this.shownFor = this.person;
    const traces = this.right.data.flatMap((trace) => (this.person && trace.meta?.inks ? this.followed(trace) : [trace]));
    return this.Plotly.react(this.plot, traces, this.right.layout, CONFIG);
  }

  // Everyone faint and the person followed in their ink: a line of their own above all lines, a look of their own for marks.
  followed(trace) {
    const mine = trace.customdata.map(([member]) => member === this.person), ink = trace.meta.inks[this.person];
    const { marker } = trace;
    if (trace.mode === "markers") {
      const shade = { color: mine.map((is) => (is ? ink : marker.color)), opacity: mine.map((is) => (is ? marker.opacity : 0.2)) };
      return [{ ...trace, marker: { ...marker, ...shade } }];
    }
    const kept = (values) => values.filter((_, k) => mine[k]);
    return [{ ...trace, opacity: 0.44 }, {
      ...trace, x: kept(trace.x), y: kept(trace.y), customdata: kept(trace.customdata),
      line: { ...trace.line, color: ink, width: 2.8 }, marker: { ...marker, color: ink, opacity: 1 },
    }];
  }

  // Both figures are given their size before they are drawn: left to find it, plotly would draw them twice.
  measure() {
    const width = this.strips.clientWidth, side = this.network.clientWidth;
    if (!width) return false;
    const height = Math.round(Math.min(540, Math.max(280, 0.84 * side)));
    this.width = width; // kept, because asking the page for it on every step would make it lay itself out twice
    Object.assign(this.right.layout, { width });
    Object.assign(this.base.layout, { width: side, height });
    this.network.style.height = `${height}px`;
    const seen = `${width} ${side}`, changed = seen !== this.seen;
    this.seen = seen;
    return changed;
  }

  resize() {
    if (!this.right || !this.Plotly || !this.measure() || !this.plot.data) return;
    this.Plotly.relayout(this.plot, { width: this.width });
    if (this.network.data) this.draw();
    this.place();
  }

  place() {
    const { left, right, range } = this.axis;
    const width = this.width - left - right, per = width / (range[1] - range[0]);
    const at = (session) => left + (session - range[0]) * per;
    this.cursor.style.left = `${at(this.session - 0.5)}px`;
    this.cursor.style.width = `${per}px`;
    this.cursor.style.height = `${this.right.layout.height - 26}px`;
    const first = at(this.sessions[0]), last = at(this.sessions.at(-1));
    this.rail.style.left = `${first - THUMB / 2}px`;
    this.rail.style.width = `${Math.max(last - first, 1) + THUMB}px`;
  }

  async save() {
    await this.drawing;
    const [left, right] = await Promise.all([this.network, this.plot].map(async (graph) => {
      const image = new Image();
      image.src = await this.Plotly.toImage(graph, { format: "svg", width: graph.clientWidth, height: graph.clientHeight });
      await image.decode();
      return image;
    }));
    const top = 84, edge = 24, gap = 24, sharp = 2;
    const width = this.network.clientWidth + this.plot.clientWidth + gap + 2 * edge;
    const height = top + Math.max(this.network.clientHeight, this.plot.clientHeight) + edge;
    const canvas = document.createElement("canvas");
    canvas.width = width * sharp; canvas.height = height * sharp;
    const pen = canvas.getContext("2d");
    pen.scale(sharp, sharp);
    const page = getComputedStyle(this.section).getPropertyValue("--st-background-color").trim();
    pen.fillStyle = page && page !== "unset" ? page : "#ffffff"; pen.fillRect(0, 0, width, height);
    pen.fillStyle = this.ink;
    const family = getComputedStyle(this.section).fontFamily;
    pen.font = `650 20px ${family}`; pen.fillText(this.title.textContent, edge, 36, width - 2 * edge);
    pen.font = `14px ${family}`; pen.fillText(this.text.textContent, edge, 62, width - 2 * edge);
    const across = edge + this.network.clientWidth + gap;
    pen.drawImage(left, edge, top); pen.drawImage(right, across, top);
    pen.globalAlpha = 0.14; pen.fillStyle = getComputedStyle(this.section).getPropertyValue("--st-primary-color").trim();
    pen.fillRect(across + parseFloat(this.cursor.style.left), top, parseFloat(this.cursor.style.width), parseFloat(this.cursor.style.height));
    const link = document.createElement("a");
    link.download = `taft_dash-session-${this.session}.png`;
    link.href = canvas.toDataURL("image/png");
    link.click();
  }
}

export default function (component) {
  const { data, parentElement, setStateValue } = component;
  let view = VIEWS.get(parentElement);
  if (!view) VIEWS.set(parentElement, (view = new View(parentElement)));
  view.update(data, setStateValue);
  return () => {
    view.destroy();
    VIEWS.delete(parentElement);
  };
}
