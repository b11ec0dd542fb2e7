// The rows of reads: who reads the same file again does not get another row, but a number.
import { node, row } from "./rows.js";
import { clockTime } from "./words.js";
import { gettext } from "../language.js";

const MOST = 300;

export class ReadRows {
  constructor(rows) {
    this.rows = rows;
    this.known = new Map();
  }

  clear() {
    this.known.clear();
  }

  add(entry) {
    const key = JSON.stringify([entry.volume, entry.path, entry.by]);
    const found = this.known.get(key);
    if (found && this.rows.has(found.row)) return this.again(found, entry);
    this.known.delete(key);
    if (this.known.size >= MOST) this.known.delete(this.known.keys().next().value);
    const made = { row: readRow(entry), count: entry.count };
    this.known.set(key, made);
    return this.rows.add(made.row, entry.count);
  }

  again(found, entry) {
    found.count += entry.count;
    const [time, , what, path] = found.row.children;
    time.textContent = clockTime(entry.time);
    what.textContent = times(found.count);
    path.replaceChildren(...file(entry));
    this.rows.more(entry.count);
  }
}

const times = (count) => (count > 1 ? gettext("read %(count)s×", { count }) : gettext("read"));

function readRow(entry) {
  const path = node("td", "", "long");
  path.append(...file(entry));
  return row(
    "is-new is-read",
    node("td", clockTime(entry.time), "time"),
    node("td", entry.by ?? gettext("not known"), "who"),
    node("td", times(entry.count)),
    path,
    node("td", "", "num"),
  );
}

function file(entry) {
  const other = entry.written_by && entry.written_by !== entry.by;
  return [`${entry.volume}: ${entry.path}`, ...(other ? [node("small", ` ${gettext("written by %(name)s", { name: entry.written_by })}`)] : [])];
}
