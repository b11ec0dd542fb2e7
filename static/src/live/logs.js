// The logs of all containers in one list, to be filtered by container, followed or held.
import { node, Rows } from "./rows.js";
import { clockTime } from "./words.js";
import { gettext } from "../language.js";

export class LogsPanel {
  constructor() {
    this.rows = new Rows("logs", (list) => list, { newestFirst: false });
    this.rows.afterDraw = () => this.follow();
    this.scroll = document.querySelector("[data-log-scroll]");
    this.filter = document.querySelector("[data-log-filter]");
    this.button = document.querySelector("[data-log-follow]");
    this.foot = document.querySelector("[data-foot=logs]");
    this.folded = 0;
    this.kept = [];
    this.filter.addEventListener("change", () => this.redraw());
    this.button.addEventListener("click", () => this.setFollowing(!this.following));
    document.getElementById("panel-logs").addEventListener("podlab:opened", () => this.follow());
    this.setFollowing(true);
  }

  setFollowing(on) {
    this.following = on;
    this.button.setAttribute("aria-pressed", String(on));
    this.button.textContent = on ? gettext("Following") : gettext("Held: follow");
    this.follow();
  }

  follow() {
    if (this.following) this.scroll.scrollTop = this.scroll.scrollHeight;
  }

  reset() {
    this.kept = [];
    this.folded = 0;
    this.foot.hidden = true;
    this.rows.clear();
  }

  add(entry) {
    if (entry.kind === "folded") {
      this.folded += entry.count;
      this.foot.textContent = gettext("%(count)s lines were counted, not listed: more than can be read.", { count: this.folded });
      this.foot.hidden = false;
      return;
    }
    this.kept.push(entry);
    if (this.kept.length > 1200) this.kept.splice(0, 200);
    this.offer(entry.container);
    if (this.isShown(entry)) this.rows.add(line(entry));
  }

  isShown(entry) {
    return !this.filter.value || this.filter.value === entry.container;
  }

  offer(container) {
    if ([...this.filter.options].some((option) => option.value === container)) return;
    this.filter.add(new Option(container, container));
  }

  redraw() {
    this.rows.clear();
    for (const entry of this.kept) if (this.isShown(entry)) this.rows.add(line(entry));
  }
}

function line(entry) {
  const made = node("li", "");
  made.append(node("time", clockTime(entry.time)), node("b", entry.container), node("span", entry.text));
  return made;
}
