// The Pod's events in the words and columns of `kubectl describe`; a repeated one grows its count.
import { node, row, Rows } from "./rows.js";
import { age } from "./words.js";

export class EventsPanel {
  constructor() {
    this.rows = new Rows("events", (table) => table.tBodies[0], { newestFirst: false });
    this.rows.afterDraw = () => this.order();
    this.known = new Map();
    setInterval(() => this.tellAges(), 1000);
  }

  reset() {
    this.known.clear();
    this.rows.clear();
  }

  add(entry) {
    const key = [entry.object, entry.reason, entry.message].join("\n");
    const before = this.known.get(key);
    const made = eventRow(entry);
    this.known.set(key, made);
    if (before?.isConnected) before.replaceWith(made);
    else this.rows.add(made, before ? 0 : 1);
  }

  // An API server lists old events in no order; within one second the kubelet's own order holds.
  order() {
    const rows = [...this.rows.list.rows];
    const sorted = [...rows].sort((a, b) => a.dataset.at - b.dataset.at || rank(a) - rank(b));
    if (sorted.some((each, index) => each !== rows[index])) this.rows.list.append(...sorted);
  }

  tellAges() {
    for (const time of this.rows.list.querySelectorAll("time")) time.textContent = age(Number(time.dataset.at));
  }
}

const STEPS = ["Scheduled", "Pulling", "Pulled", "Created", "Started"];
const rank = (made) => (STEPS.indexOf(made.dataset.reason) + 1) || STEPS.length + 1;

function eventRow(entry) {
  const when = node("td", "", "time");
  const time = node("time", age(entry.time));
  time.dataset.at = entry.time;
  when.append(time, entry.count > 1 ? ` (x${entry.count})` : "");
  const made = row(
    entry.type === "Warning" ? "is-bad" : "",
    node("td", entry.type),
    node("td", entry.reason),
    when,
    node("td", entry.from || "kubelet"),
    node("td", entry.message, "long"),
  );
  Object.assign(made.dataset, { at: entry.time, reason: entry.reason });
  return made;
}
