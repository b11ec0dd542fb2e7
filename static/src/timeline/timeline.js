// The timeline's controls: what is shown, the window in time, the slider and the moment it is at.
import { clockTime } from "../live/words.js";
import { draw, timeAt } from "./drawing.js";
import { classOf, KINDS } from "./kinds.js";
import { Twin } from "./twin.js";
import { gettext } from "../language.js";

const SHORTEST = 0.5; // seconds in the window

export class Timeline {
  // `sought(at)` is told each moment that the reader goes to; null is now.
  constructor(root, sought) {
    this.root = root;
    this.sought = sought;
    this.isLive = "live" in root.dataset;
    this.find = (name) => root.querySelector(`[data-tl-${name}]`);
    this.svg = this.find("drawing");
    this.slider = this.find("slider");
    this.data = { lanes: [], spans: [], states: [], marks: [], start: 0 };
    Object.assign(this, { marks: [], lanes: [], spans: [] }); // what the filters leave of it
    this.end = 1;
    this.at = null;
    this.zoom = null;
    this.hidden = new Set();
    this.twin = new Twin(this.find("twin"), this.find("rows"), (time) => this.seek(time));
    this.listen();
  }

  listen() {
    this.find("kinds").append(...Object.entries(KINDS).map(([kind, { word }]) => this.checkbox(kind, word)));
    this.find("lane").addEventListener("change", () => this.filter());
    this.slider.addEventListener("input", () => this.seek(this.data.start + this.slider.valueAsNumber / 1000));
    this.slider.addEventListener("keydown", (event) => this.step(event));
    this.find("live").addEventListener("click", () => { this.seek(null); this.slider.focus(); });
    for (const button of this.root.querySelectorAll("[data-tl-zoom]")) {
      button.addEventListener("click", () => this.zoomBy(button.dataset.tlZoom));
    }
    this.svg.addEventListener("pointerdown", (event) => this.drag(event));
    this.svg.addEventListener("pointermove", (event) => { if (event.buttons & 1) this.drag(event); });
    new ResizeObserver(() => this.soon()).observe(this.svg);
  }

  checkbox(kind, word) {
    const label = document.createElement("label");
    label.className = "tl-kind";
    const box = Object.assign(document.createElement("input"), { type: "checkbox", checked: true });
    box.addEventListener("change", () => {
      if (box.checked) this.hidden.delete(kind);
      else this.hidden.add(kind);
      this.filter();
    });
    const icon = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    icon.setAttribute("viewBox", "-7 -7 14 14");
    icon.setAttribute("aria-hidden", "true");
    const shape = icon.appendChild(document.createElementNS("http://www.w3.org/2000/svg", "path"));
    shape.setAttribute("class", classOf(kind, kind === "refused"));
    shape.setAttribute("d", KINDS[kind].shape(0, 0));
    label.append(box, icon, word);
    return label;
  }

  // New entries, or only a later `end`.
  take(data, end) {
    this.data = data;
    this.end = Math.max(end, data.start + 0.1);
    const known = new Set([...this.find("lane").options].map((option) => option.value));
    for (const lane of data.lanes) {
      if (!known.has(lane) && lane !== "Pod" && lane !== "lo" && !lane.startsWith("volume ")) this.find("lane").add(new Option(lane, lane));
    }
    this.filter();
  }

  filter() {
    const lane = this.find("lane").value;
    const fits = (mark) => !this.hidden.has(mark.kind) && (!lane || mark.lane === lane || mark.who.includes(lane));
    this.marks = [...this.data.states, ...this.data.marks].filter(fits).sort((a, b) => a.time - b.time);
    const used = new Set([lane, ...this.marks.map((mark) => mark.lane)]);
    this.lanes = lane ? this.data.lanes.filter((each) => used.has(each)) : this.data.lanes;
    this.spans = lane ? this.data.spans.filter((span) => span.lane === lane) : this.data.spans;
    this.twin.tell(this.marks);
    this.soon();
  }

  window() {
    if (!this.zoom) return { from: this.data.start, to: this.end };
    const middle = this.at ?? this.end;
    const from = Math.max(this.data.start, Math.min(middle - this.zoom / 2, this.end - this.zoom));
    return { from, to: Math.min(this.end, from + this.zoom) };
  }

  zoomBy(way) {
    const whole = this.end - this.data.start;
    const next = (this.zoom ?? whole) * (way === "in" ? 0.5 : 2);
    this.zoom = way === "fit" || next >= whole ? null : Math.max(SHORTEST, next);
    this.soon();
  }

  drag(event) {
    this.seek(timeAt(this.svg, event.clientX, this.drawn ?? this.window(), this.left()));
    this.slider.focus({ preventScroll: true });
    event.preventDefault();
  }

  // Arrows go from mark to mark: a pixel means nothing to who does not see it.
  step(event) {
    const at = this.at ?? this.end;
    const before = this.marks.filter((mark) => mark.time < at - 0.0005);
    const after = this.marks.filter((mark) => mark.time > at + 0.0005);
    const goals = {
      ArrowLeft: before.at(-1), ArrowDown: before.at(-1), PageUp: after[9] ?? after.at(-1),
      ArrowRight: after[0], ArrowUp: after[0], PageDown: before.at(-10) ?? before[0],
    };
    if (event.key === "Home") this.seek(this.data.start);
    else if (event.key === "End") this.seek(this.isLive ? null : this.end);
    else if (!(event.key in goals)) return;
    else if (goals[event.key]) this.seek(goals[event.key].time);
    else if (after.length === 0 && this.isLive && /Right|Up$/.test(event.key)) this.seek(null);
    event.preventDefault();
  }

  seek(at) {
    const isNow = at === null || (this.isLive && at >= this.end - 0.05);
    this.at = isNow && this.isLive ? null : Math.min(this.end, Math.max(this.data.start, at ?? this.end));
    this.sought(this.at);
    this.soon();
  }

  soon() {
    this.frame ||= requestAnimationFrame(() => {
      this.frame = 0;
      this.redraw();
    });
  }

  left() {
    return Number.parseFloat(getComputedStyle(this.root).getPropertyValue("--tl-left"));
  }

  redraw() {
    const view = (this.drawn = this.window());
    const at = this.at ?? this.end;
    const ms = (time) => Math.round((time - this.data.start) * 1000);
    Object.assign(this.slider, { min: ms(view.from), max: Math.max(ms(view.to), ms(view.from) + 1) });
    this.slider.value = ms(at);
    if (this.svg.clientWidth) draw(this.svg, { ...view, lanes: this.lanes, spans: this.spans, marks: this.marks, at: this.at }, this.left());
    this.tell(at);
  }

  tell(at) {
    const latest = this.marks.findLast((mark) => mark.time <= at + 0.0005);
    const what = latest ? latest.text : gettext("nothing yet");
    const ago = Math.round(this.end - at);
    const isOver = this.isLive && this.data.end; // the last moment is then no now
    const words = this.at === null ? (isOver ? gettext("the end") : gettext("now, live")) : this.isLive ? gettext("%(time)s ago", { time: inWords(ago) }) : gettext("%(part)s of %(whole)s", { part: inWords(Math.round(at - this.data.start)), whole: inWords(Math.round(this.end - this.data.start)) });
    this.slider.setAttribute("aria-valuetext", `${words}, ${clockTime(at).slice(0, 8)}: ${what}`);
    this.find("when").textContent = this.at === null ? (isOver ? gettext("the end") : gettext("live")) : `${words} · ${clockTime(at).slice(0, 8)} · ${what}`;
    if (isOver) this.find("live").querySelector("span").textContent = gettext("Back to the end");
    this.find("live").hidden = this.at === null || !this.isLive;
  }
}

function inWords(seconds) {
  return seconds < 100 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}
