// Completion and docs at the caret: fields, words and images that may stand there.
import { autocompletion, closeCompletion, completionKeymap, completionStatus } from "@codemirror/autocomplete";
import { EditorView, hoverTooltip, keymap } from "@codemirror/view";

import { outline, parentAt, pathOf } from "./outline.js";
import { askFor, fieldAt, fieldsOf, kindOf, schemaNow, typeAt, wordsAt } from "./schema.js";

const KEY = /^(\s*(?:- +)*)([\w./-]*)$/;
const VALUE = /^(\s*(?:- +)*)([\w./-]+):\s+([\w./:-]*)$/;
const COMPOUND = /^(?:\[\]|\{\}|[A-Z])/;
const PLAIN = new Set(["Quantity", "IntOrString", "Time", "MicroTime"]);

// The entry that a line's key has, or would have: its parent is known before the line is whole.
function placeOf(doc, line, lead) {
  const { root, before } = outline(doc, line.number);
  if (!before || before.inScript) return null;
  let { last } = before;
  let column = lead.length - lead.trimStart().length;
  for (const dash of lead.match(/- +/g) ?? []) {
    last = { column, name: "[]", parent: parentAt(last, column, true), children: [] };
    column += dash.length;
  }
  const parent = parentAt(last, column, false);
  return { root, parent, column };
}

// The keys that stand beside the caret already, seen in the whole text.
function siblings(doc, line, place) {
  const { parent } = place;
  const found = parent.children.filter((each) => each.line !== line.number).map((each) => each.name);
  return new Set(found);
}

function complete(context) {
  const schema = schemaNow();
  if (!schema) return null;
  const line = context.state.doc.lineAt(context.pos);
  const text = line.text.slice(0, context.pos - line.from);
  const value = text.match(VALUE);
  if (value) return completeValue(context, line, value);
  const key = text.match(KEY);
  if (!key || (!key[2] && !context.explicit)) return null;
  return completeKey(context, line, key);
}

function completeKey(context, line, [, lead, word]) {
  const place = placeOf(context.state.doc, line, lead);
  const path = place && pathOf(place.parent);
  const fields = place && fieldsOf(typeAt(kindOf(place.root), path) ?? "");
  if (!fields) return null;
  const there = siblings(context.state.doc, line, place);
  const isWhole = /^\s*:/.test(line.text.slice(context.pos - line.from));
  const options = Object.entries(fields)
    .filter(([name]) => !there.has(name))
    .map(([name, [type, about]]) => ({
      label: name, type: "property", detail: type, info: about,
      apply: isWhole ? name : name + opening(type, " ".repeat(place.column)),
    }));
  return { from: context.pos - word.length, options, validFor: /^[\w./-]*$/ };
}

function opening(type, margin) {
  if (!COMPOUND.test(type) || PLAIN.has(type)) return ": ";
  return `:\n${margin}  ${type.startsWith("[]") ? "- " : ""}`;
}

function completeValue(context, line, [, lead, key, word]) {
  const place = placeOf(context.state.doc, line, lead);
  if (!place) return null;
  const words = wordsAt(kindOf(place.root), [...pathOf(place.parent), key], place.root);
  if (words.some(([each]) => each === word) || !words.length) return null;
  const options = words.map(([label, info]) => ({ label, type: "enum", info: info || undefined }));
  return { from: context.pos - word.length, options, validFor: /^[\w./:-]*$/ };
}

function explain(view, position) {
  if (!schemaNow()) return null;
  const line = view.state.doc.lineAt(position);
  const found = line.text.match(/^(\s*(?:- +)*)([\w./-]+):/);
  if (!found) return null;
  const [, lead, key] = found;
  const [start, end] = [line.from + lead.length, line.from + lead.length + key.length];
  if (position < start || position > end) return null;
  const place = placeOf(view.state.doc, line, lead);
  if (!place) return null;
  const path = [...pathOf(place.parent), key];
  const field = fieldAt(kindOf(place.root), path);
  return field && { pos: start, end, above: true, create: () => ({ dom: docs(path, field) }) };
}

function docs(path, [type, about]) {
  const dom = document.createElement("div");
  dom.className = "yaml-docs";
  const head = dom.appendChild(document.createElement("code"));
  head.textContent = `${path.join(".").replaceAll(".[]", "[]")}  ${type}`;
  dom.appendChild(document.createElement("p")).textContent = about;
  return dom;
}

// Esc closes a list that is shown. One that is only on its way must not keep Esc from letting Tab out.
function close(view) {
  const isShown = completionStatus(view.state) === "active";
  closeCompletion(view);
  return isShown;
}

export function completion(address) {
  return [
    autocompletion({ override: [complete], icons: false, defaultKeymap: false, activateOnCompletion: (chosen) => chosen.type === "property" }),
    keymap.of([...completionKeymap.filter(({ key }) => key !== "Escape"), { key: "Escape", run: close }]),
    hoverTooltip(explain),
    EditorView.domEventHandlers({ focus: () => void askFor(address), mouseover: () => void askFor(address) }),
  ];
}
