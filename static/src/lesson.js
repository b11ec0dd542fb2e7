// A lesson's live parts: one stream for all that runs, the pictures, the checks, and the focus.
import { Picture } from "./live/picture.js";

const BETWEEN_FETCHES = 300;

export function startLesson() {
  const holder = document.querySelector("[data-lesson]");
  if (!holder) return;
  new LessonStream(holder).open();
  showCurrent(holder);
  document.addEventListener("htmx:afterSettle", ({ target }) => {
    if (target.id !== "lesson") return;
    showCurrent(holder);
    if (document.activeElement === document.body) document.getElementById("stage-h")?.focus();
  });
}

// On a phone the rail is wider than the page.
function showCurrent(holder) {
  const rail = holder.querySelector(".steps");
  const current = rail?.querySelector(".is-current");
  if (current) rail.scrollLeft = current.offsetLeft - rail.offsetLeft - 16;
}

class LessonStream {
  constructor(holder) {
    this.holder = holder;
    this.pictures = new Map();
    this.timers = new Map();
    this.away = new Set(); // sources of a Pod's news that the server has lost
  }

  open() {
    const source = new EventSource(this.holder.dataset.lesson);
    source.addEventListener("batch", (event) => {
      const { run, entries } = JSON.parse(event.data);
      for (const entry of entries) this.take(run, entry);
    });
    source.addEventListener("scene", () => this.changed("scene"));
    source.addEventListener("check", () => this.changed("checks", "check"));
    source.addEventListener("open", () => { this.away.clear(); this.tellLost(); });
    source.addEventListener("error", () => { this.away.add("page"); this.tellLost(); });
    addEventListener("pagehide", () => source.close());
    addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
  }

  tellLost() {
    document.querySelector("[data-lesson-lost]").hidden = this.away.size === 0;
  }

  upstream(run, { what, state }) {
    if (state === "lost") this.away.add(`${run} ${what}`);
    else this.away.delete(`${run} ${what}`);
    this.tellLost();
    if (state !== "lost") this.changed("scene");
  }

  take(run, entry) {
    if (entry.kind === "upstream") this.upstream(run, entry);
    const unit = [...this.holder.querySelectorAll("[data-run]")].find(({ dataset }) => dataset.run === run);
    if (!unit) return;
    if (entry.kind === "pod" || entry.kind === "ended") this.changed("scene");
    else this.picture(unit).add(entry);
  }

  picture(unit) {
    const known = this.pictures.get(unit.dataset.run);
    if (known?.holder === unit) return known;
    const made = new UnitPicture(unit, () => this.changed("scene"));
    this.pictures.set(unit.dataset.run, made);
    return made;
  }

  // What is new is drawn by the server; many news of a moment are asked for once.
  changed(id, name = id) {
    if (this.timers.has(id)) return;
    this.timers.set(id, setTimeout(() => {
      this.timers.delete(id);
      document.getElementById(id)?.dispatchEvent(new CustomEvent(`podlab:${name}`));
    }, name === "check" ? 0 : BETWEEN_FETCHES));
  }
}

class UnitPicture extends Picture {
  constructor(holder, refetch) {
    super(holder);
    this.refetch = refetch;
  }
}
