// The panel of changed files: which, by whom, how big, and the text.
import { node, row, Rows } from "./rows.js";
import { clockTime, size } from "./words.js";

const SHORT = 160;
const LONG = 4000;
const WRITERS_WORDS = {
  none: "This machine can't tell who wrote; what changed is still read.",
  elimination: "The writer is named only where a single container mounts the volume for writing.",
};

export class FilesPanel {
  constructor() {
    this.rows = new Rows("files", (table) => table.tBodies[0], { newestFirst: true });
    this.foot = document.querySelector("[data-foot=files]");
    this.folded = 0;
    this.tap = "";
  }

  reset() {
    this.rows.clear();
    this.folded = 0;
    this.tellFoot();
  }

  add(entry) {
    if (entry.kind === "file") return this.rows.add(fileRow(entry));
    if (entry.kind === "tap") this.tap = WRITERS_WORDS[entry.writers] ?? "";
    if (entry.kind === "folded") this.folded += entry.count;
    return this.tellFoot();
  }

  tellFoot() {
    const words = [this.folded ? `${this.folded} changes were counted, not listed.` : "", this.tap];
    this.foot.textContent = words.filter(Boolean).join(" ");
    this.foot.hidden = !this.foot.textContent;
  }
}

function fileRow(entry) {
  const path = node("td", `${entry.volume}: ${entry.path}`, "long");
  if (entry.text) path.append(content(entry));
  return row(
    "is-new",
    node("td", clockTime(entry.time), "time"),
    node("td", entry.by ?? "not known", "who"),
    node("td", entry.action),
    path,
    node("td", size(entry.size), "num"),
  );
}

function content(entry) {
  const cut = entry.truncated || entry.text.length > LONG;
  const text = entry.text.slice(0, LONG).replace(/\n$/, "") + (cut ? " …" : "");
  const pre = node("pre", text, "file-text");
  if (text.length <= SHORT && !text.includes("\n")) return pre;
  const folded = node("details", "", "file-text");
  folded.append(node("summary", `text, ${text.split("\n").length} lines`), pre);
  return folded;
}
