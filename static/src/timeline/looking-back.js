// The live page's timeline: it follows the stream, and the picture follows its slider.
import { Past } from "./past.js";
import { Timeline } from "./timeline.js";
import { gettext, ngettext } from "../language.js";

const BETWEEN_LOADS = 1000;

export class LookingBack {
  constructor(root) {
    this.root = root;
    this.picture = document.getElementById("picture");
    this.past = new Past(root.dataset.past, this.picture, "picture");
    this.timeline = new Timeline(root, (at) => this.show(at));
    this.tape = "";
    this.last = 0;
    this.marks = [];
    this.loaded = 0;
  }

  open() {
    // While the past is shown, what happens now draws no picture.
    addEventListener("podlab:changed", (event) => { if (this.isPast && event.target === this.picture) event.stopPropagation(); }, true);
    this.picture.addEventListener("htmx:beforeSwap", (event) => { if (this.isPast) event.detail.shouldSwap = false; });
    document.querySelector("[data-xray]")?.addEventListener("click", () => { if (this.isPast) this.past.again(); });
    document.addEventListener("podlab:entries", () => this.soon());
    this.ticking = setInterval(() => this.tick(), 1000);
    this.load();
  }

  get isPast() {
    return this.timeline.at !== null;
  }

  soon() {
    if (!this.root.isConnected) return; // a lesson shows another Pod by now
    this.timer ||= setTimeout(() => this.load(), Math.max(0, BETWEEN_LOADS - (Date.now() - this.loaded)));
  }

  async load() {
    this.timer = 0;
    this.loaded = Date.now();
    if (this.busy) return this.soon();
    this.busy = true;
    try {
      const answer = await fetch(`${this.root.dataset.source}?tape=${this.tape}&after=${this.last}`);
      if (answer.ok) this.take(await answer.json());
    } catch {
      this.soon();
    }
    this.busy = false;
    return undefined;
  }

  take(news) {
    if (!news.tape || !news.spans) return this.soon(); // nothing was seen of the Pod yet
    this.marks = news.tape === this.tape ? [...this.marks, ...news.marks] : news.marks;
    this.tape = news.tape;
    this.last = news.last;
    this.ahead = news.now - Date.now() / 1000;
    this.over = news.end;
    this.news = { ...news, marks: this.marks };
    this.timeline.take(this.news, this.now());
    return this.tellFoot(news);
  }

  now() {
    return this.over ?? Date.now() / 1000 + this.ahead;
  }

  tick() {
    if (!this.root.isConnected) clearInterval(this.ticking);
    if (!this.news || this.over || document.hidden) return;
    this.timeline.end = Math.max(this.now(), this.timeline.end);
    this.timeline.soon();
  }

  tellFoot(news) {
    const foot = this.root.querySelector("[data-tl-foot]");
    const words = [
      news.late ? gettext("The tape begins when the page was first open, later than the Pod.") : "",
      news.left_out ? ngettext("%(count)s older entry was left out: the tape was full.", "%(count)s older entries were left out: the tape was full.", news.left_out) : "",
    ];
    foot.textContent = words.filter(Boolean).join(" ");
    foot.hidden = !foot.textContent;
  }

  show(at) {
    const panel = this.picture.closest(".panel");
    const title = panel.querySelector(".panel-title");
    this.title ??= title.textContent;
    title.textContent = at === null ? this.title : gettext("The Pod, as it was");
    panel.classList.toggle("is-past", at !== null);
    if (at === null) {
      this.isDrawnThen = false;
      this.past.leave();
      delete this.picture.dataset.past;
      if (this.gone) this.picture.replaceChildren(...this.gone);
      else this.picture.dispatchEvent(new CustomEvent("podlab:changed"));
    } else {
      if (this.over && !this.isDrawnThen) this.gone = [...this.picture.childNodes]; // the server has no Pod to draw
      this.isDrawnThen = true;
      this.picture.dataset.past = "";
      this.past.show(at);
    }
  }
}
