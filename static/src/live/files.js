// The panel of files: which were written or read, by whom, how big, and what changed in the text.
import { diffOf } from "./diff.js";
import { ReadRows } from "./reads.js";
import { node, row, Rows } from "./rows.js";
import { clockTime, size } from "./words.js";
import { gettext } from "../language.js";

const SHORT = 160;
const LONG = 4000;
const ACTIONS = { create: gettext("create"), write: gettext("write"), delete: gettext("delete"), rename: gettext("rename") };
const WRITERS_WORDS = {
  mount: gettext("Who wrote and read: exact."),
  elimination:
    gettext("Who wrote: best effort, named only where a single container mounts the volume for writing. Reads are not seen here."),
  none: gettext("Unknown: volumes can't be watched on this machine."),
};

export class FilesPanel {
  constructor() {
    this.rows = new Rows("files", (table) => table.tBodies[0], { newestFirst: true });
    this.reads = new ReadRows(this.rows);
    this.foot = document.querySelector("[data-foot=files]");
    this.folded = { changes: 0, reads: 0 };
    this.lost = false;
    this.tap = "";
  }

  reset() {
    this.rows.clear();
    this.reads.clear();
    this.folded = { changes: 0, reads: 0 };
    this.lost = false;
    this.tellFoot();
  }

  add(entry) {
    if (entry.kind === "file") return entry.action === "read" ? this.reads.add(entry) : this.rows.add(fileRow(entry));
    if (entry.kind === "tap") this.tap = WRITERS_WORDS[entry.writers] ?? "";
    if (entry.kind === "folded") this.fold(entry);
    return this.tellFoot();
  }

  fold(entry) {
    this.folded[entry.action === "read" ? "reads" : "changes"] += entry.count;
    this.lost ||= entry.reason === "lost";
  }

  tellFoot() {
    const words = [
      this.folded.changes ? gettext("%(count)s changes were counted, not listed.", { count: this.folded.changes }) : "",
      this.folded.reads ? gettext("%(count)s reads were counted, not listed.", { count: this.folded.reads }) : "",
      this.lost ? gettext("More happened than the kernel keeps for us, so some of it is missing.") : "",
      this.tap,
    ];
    this.foot.textContent = words.filter(Boolean).join(" ");
    this.foot.hidden = !this.foot.textContent;
  }
}

function fileRow(entry) {
  const path = node("td", `${entry.volume}: ${entry.path}`, "long");
  const diff = diffOf(entry);
  if (diff) path.append(diff);
  else if (entry.text) path.append(content(entry));
  return row(
    "is-new",
    node("td", clockTime(entry.time), "time"),
    node("td", entry.by ?? gettext("not known"), "who"),
    node("td", ACTIONS[entry.action] ?? entry.action),
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
  folded.append(node("summary", gettext("text, %(count)s lines", { count: text.split("\n").length })), pre);
  return folded;
}
