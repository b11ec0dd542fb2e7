// What changed in a small text: each line with its sign, so that colour is not needed to read it.
import { node } from "./rows.js";

const TAGS = { "+": "ins", "-": "del" };
const OPEN_LINES = 12;

// The diff of a file's entry, folded when it is long; or nothing when the entry has none.
export function diffOf(entry) {
  if (!entry.diff?.length) return null;
  const holder = node("details", "", "file-text diff");
  holder.open = entry.diff.length <= OPEN_LINES;
  const pre = node("pre", "");
  pre.append(...entry.diff.flatMap((line) => [node(TAGS[line[0]] ?? "span", line), "\n"]));
  holder.append(node("summary", changes(entry)), pre);
  return holder;
}

function changes({ added, removed }) {
  const lines = (count) => `${count} ${count === 1 ? "line" : "lines"}`;
  return [added ? `+ ${lines(added)}` : "", removed ? `− ${lines(removed)}` : ""].filter(Boolean).join(", ");
}
