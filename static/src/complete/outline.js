// A manifest's keys as a tree, read from its indentation, so that a text which is not whole yet has one.
// In brackets and braces it sees nothing: completion is for the lines of block style.

const ENTRY = /^(\s*)((?:- +|-$)*)(?:("?)([\w./-]+)\3(?=:(?:\s|$)))?/;
const SCRIPT = /(?:^|[:-]\s+)[|>][-+\d]*\s*(?:#.*)?$/;
const NOTHING = /^\s*(?:#|$)/;

function node(column, name, parent, line) {
  const made = { column, name, parent, line, children: [], value: "" };
  parent?.children.push(made);
  return made;
}

// Whether an entry at `column` stands below `above`; a list may begin right below its key.
const isBelow = (above, column, isDash) => above.column < column || (isDash && above.column === column && above.name !== "[]");

export function parentAt(last, column, isDash) {
  let above = last;
  while (above.parent && !isBelow(above, column, isDash)) above = above.parent;
  return above;
}

// The entries of one line under what came before it; the last of them.
export function grow(last, text, line) {
  const [, indent, dashes, , key] = text.match(ENTRY);
  let column = indent.length;
  for (const dash of dashes.match(/-\s*/g) ?? []) {
    last = node(column, "[]", parentAt(last, column, true), line);
    column += dash.length;
  }
  if (key === undefined) return last;
  last = node(column, key, parentAt(last, column, false), line);
  last.value = text.slice(text.indexOf(":", column + key.length) + 1).trim();
  return last;
}

// The outline of the document that `stop` is a line of, up to and including that line; then `finish` grows
// the rest, which tells what else stands beside.
export function outline(doc, stop) {
  let root = node(-1, "", null, 0);
  let last = root;
  let script = null; // the column that a script's lines are right of
  let before = null;
  for (let number = 1; number <= doc.lines; number++) {
    const { text } = doc.line(number);
    if (text.startsWith("---")) {
      if (number > stop) break;
      [root, script] = [node(-1, "", null, 0), null];
      last = root;
      continue;
    }
    const indent = text.search(/\S/);
    if (number === stop) before = { last, inScript: script !== null && (indent < 0 || indent > script) };
    if (NOTHING.test(text)) continue;
    if (script !== null && indent > script) continue;
    script = null;
    last = grow(last, text, number);
    if (SCRIPT.test(text)) script = text.match(ENTRY)[4] === undefined ? indent : last.column;
  }
  return { root, before };
}

export function pathOf(entry) {
  const path = [];
  for (let each = entry; each.parent; each = each.parent) path.unshift(each.name);
  return path;
}
