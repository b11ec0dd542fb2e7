// A recording played in the page's own panels: play, pause, speed, and any moment by the slider.
import { Live } from "../live/live.js";
import { tellPod } from "../live/pod.js";
import { clock } from "../live/words.js";
import { Past } from "./past.js";
import { Timeline } from "./timeline.js";
import { gettext, ngettext } from "../language.js";

const ROWS_OF_A_KIND = 300;
const PANELS = { request: "traffic", refused: "traffic", log: "logs", file: "files", event: "events" };

export class Replay {
  constructor(root) {
    this.root = root;
    this.picture = document.getElementById("picture");
    this.button = root.querySelector("[data-rec-play]");
    this.speed = root.querySelector("[data-rec-speed]");
    this.pictures = new Past(root.dataset.past, this.picture, "picture");
    this.states = new Past(root.dataset.past, document.querySelector("[data-rec-status]"), "status");
    this.live = new Live("");
    clearInterval(this.live.waiting);
    this.timeline = new Timeline(root, (at) => this.goTo(at));
    this.entries = [];
    this.next = 0;
    clock.now = () => (this.timeline.at ?? 0) * 1000;
  }

  async open() {
    const load = async (address) => (await fetch(address)).json();
    const [lanes, file] = await Promise.all([load(this.root.dataset.source), load(this.root.dataset.file)]);
    this.entries = file.entries;
    this.timeline.take(lanes, lanes.end);
    this.picture.addEventListener("podlab:changed", () => this.draw());
    this.button.addEventListener("click", () => this.setPlaying(!this.playing));
    if (lanes.left_out) this.tellLeftOut(lanes.left_out);
    this.timeline.seek(lanes.start);
    this.root.dataset.ready = "";
  }

  tellLeftOut(count) {
    const foot = this.root.querySelector("[data-tl-foot]");
    foot.textContent = ngettext("%(count)s older entry was left out: the tape was full.", "%(count)s older entries were left out: the tape was full.", count);
    foot.hidden = false;
  }

  // Everything up to the moment, anew: of each kind no more than a panel shows.
  goTo(at) {
    const end = this.entries.findIndex((entry) => entry.time > at);
    this.next = end < 0 ? this.entries.length : end;
    this.reset();
    const left = {};
    const kept = [];
    for (const entry of this.entries.slice(0, this.next).reverse()) {
      left[entry.kind] = (left[entry.kind] ?? 0) + 1;
      if (left[entry.kind] <= ROWS_OF_A_KIND || entry.kind === "pod") kept.push(entry);
      else this.live[PANELS[entry.kind]]?.rows && (this.live[PANELS[entry.kind]].rows.total += 1);
    }
    kept.reverse();
    this.picture.dataset.past = ""; // the past moves no dots
    for (const entry of kept) if (entry.kind !== "pod") this.live.take(entry);
    delete this.picture.dataset.past;
    const pod = kept.findLast((entry) => entry.kind === "pod");
    if (pod) tellPod(pod);
    this.draw();
  }

  reset() {
    for (const panel of this.live.panels()) panel.reset();
    document.querySelector("[data-ended]").hidden = true;
    const chip = document.querySelector("[data-phase]");
    chip.className = "chip";
    chip.querySelector("span").textContent = gettext("as declared");
  }

  draw() {
    this.pictures.show(this.timeline.at);
    this.states.show(this.timeline.at);
  }

  setPlaying(on) {
    if (on && this.timeline.at >= this.timeline.end) this.timeline.seek(this.timeline.data.start);
    this.playing = on;
    this.button.querySelector("span").textContent = on ? gettext("Pause") : gettext("Play");
    this.button.querySelector("use").setAttribute("href", on ? "#i-pause" : "#i-play");
    this.before = performance.now();
    if (on) requestAnimationFrame((now) => this.play(now));
  }

  play(now) {
    if (!this.playing) return;
    const passed = ((now - this.before) / 1000) * Number(this.speed.value);
    this.before = now;
    this.timeline.at = Math.min(this.timeline.end, this.timeline.at + Math.max(0, passed));
    while (this.next < this.entries.length && this.entries[this.next].time <= this.timeline.at) {
      this.live.take(this.entries[this.next]);
      this.next += 1;
    }
    this.timeline.redraw();
    if (this.timeline.at >= this.timeline.end) {
      this.setPlaying(false);
      this.draw();
    } else requestAnimationFrame((later) => this.play(later));
  }
}
