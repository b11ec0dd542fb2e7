// The YAML editor: CodeMirror over the form's textarea, which stays what is sent.
import { defaultKeymap, history, historyKeymap, indentWithTab } from "@codemirror/commands";
import { yaml } from "@codemirror/lang-yaml";
import { bracketMatching, indentUnit, syntaxHighlighting } from "@codemirror/language";
import { lintGutter, setDiagnostics } from "@codemirror/lint";
import { EditorState } from "@codemirror/state";
import {
  Decoration, drawSelection, EditorView, highlightActiveLine, highlightActiveLineGutter, highlightSpecialChars, keymap, lineNumbers,
  MatchDecorator, ViewPlugin,
} from "@codemirror/view";

import { completion } from "./complete/completion.js";
import { dockerfile } from "./dockerfile.js";
import { keepDraft } from "./draft.js";
import { inks, look } from "./editor-look.js";
import { startFaces } from "./faces.js";
import { gettext } from "./language.js";

// `___` is a gap that a learner fills: it is easy to see.
const gap = new MatchDecorator({ regexp: /___+/g, decoration: Decoration.mark({ class: "cm-gap" }) });
const gaps = ViewPlugin.fromClass(class {
  constructor(view) { this.found = gap.createDeco(view); }
  update(update) { this.found = gap.updateDeco(update, this.found); }
}, { decorations: (plugin) => plugin.found });

const language = (data) => (data.language === "dockerfile" ? [dockerfile] : [completion(data.schema), yaml()]);

function build(area) {
  const nonce = area.closest("[data-nonce]")?.dataset.nonce ?? "";
  const copyBack = EditorView.updateListener.of((update) => {
    if (!update.docChanged) return;
    area.value = update.state.doc.toString();
    area.dispatchEvent(new Event("input", { bubbles: true }));
  });
  const run = () => {
    area.form.requestSubmit(document.getElementById("run-button"));
    return true;
  };
  const view = new EditorView({
    doc: area.value,
    extensions: [
      EditorView.cspNonce.of(nonce),
      ...language(area.form.dataset),
      keymap.of([{ key: "Mod-Enter", run }, indentWithTab, ...defaultKeymap, ...historyKeymap]),
      lineNumbers(), history(), drawSelection(), highlightSpecialChars(), highlightActiveLine(), highlightActiveLineGutter(),
      bracketMatching(), indentUnit.of("  "), EditorState.tabSize.of(2), syntaxHighlighting(inks), look, lintGutter(), gaps,
      EditorView.contentAttributes.of({ tabindex: "0", "aria-label": area.form.dataset.language ? "Dockerfile" : gettext("Manifest"), "aria-describedby": "problems", spellcheck: "false" }),
      copyBack,
    ],
  });
  area.before(view.dom);
  area.hidden = true;
  return view;
}

// The marks stand where the server's list says: its line, from its column to the line's end.
function mark(view) {
  const { doc } = view.state;
  const found = [...document.querySelectorAll("#problems li[data-line], #findings li[data-line]")].filter((item) => item.dataset.line);
  const diagnostics = found.map((item) => {
    const line = doc.line(Math.min(Math.max(1, Number(item.dataset.line)), doc.lines));
    const indent = line.text.length - line.text.trimStart().length;
    const start = item.dataset.column ? Number(item.dataset.column) - 1 : indent;
    const message = item.querySelector("[data-message]").textContent.trim();
    return { from: Math.min(line.from + start, line.to), to: line.to, severity: item.dataset.severity ?? "error", message };
  });
  view.dispatch(setDiagnostics(view.state, diagnostics.sort((a, b) => a.from - b.from)));
}

// The form's text takes the place of the editor's: only the lines that differ, so that undo knows them.
function takeOver(view, text) {
  const before = view.state.doc.toString();
  let start = 0;
  while (start < before.length && before[start] === text[start]) start++;
  let end = 0;
  const shorter = Math.min(before.length, text.length) - start;
  while (end < shorter && before.at(-1 - end) === text.at(-1 - end)) end++;
  if (before === text) return;
  view.dispatch({ changes: { from: start, to: before.length - end, insert: text.slice(start, text.length - end) } });
}

function goTo(view, number) {
  const line = view.state.doc.line(Math.min(number, view.state.doc.lines));
  view.dispatch({ selection: { anchor: line.from }, effects: EditorView.scrollIntoView(line.from, { y: "center" }) });
  view.focus();
}

function start() {
  const area = document.getElementById("id_manifest");
  if (!area || area.hidden) return;
  if (area.form.id === "composer") keepDraft(area);
  const view = build(area);
  mark(view);
  document.addEventListener("htmx:afterSettle", () => {
    if (!view.dom.isConnected) return;
    const composed = document.querySelector("[data-composed]");
    if (composed) takeOver(view, composed.value);
    composed?.remove();
    mark(view);
  });
  startFaces();
  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-goto]");
    if (!link || !view.dom.isConnected) return;
    event.preventDefault();
    goTo(view, Number(link.dataset.goto));
  });
}

start();
document.addEventListener("htmx:afterSettle", ({ target }) => { if (target.id === "lesson") start(); });
