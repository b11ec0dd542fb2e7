// The studio's editor: CodeMirror over the file's textarea, with the server's mistakes at their lines.
import { defaultKeymap, history, historyKeymap, indentWithTab } from "@codemirror/commands";
import { yaml } from "@codemirror/lang-yaml";
import { bracketMatching, indentUnit, syntaxHighlighting } from "@codemirror/language";
import { lintGutter, setDiagnostics } from "@codemirror/lint";
import { EditorState } from "@codemirror/state";
import {
  drawSelection, EditorView, highlightActiveLine, highlightActiveLineGutter, highlightSpecialChars, keymap, lineNumbers,
} from "@codemirror/view";

import { inks, look } from "../editor-look.js";

function build(area) {
  const copyBack = EditorView.updateListener.of((update) => {
    if (!update.docChanged) return;
    area.value = update.state.doc.toString();
    area.dispatchEvent(new Event("input", { bubbles: true }));
    document.getElementById("unsaved").hidden = false;
  });
  const save = () => {
    area.form.requestSubmit(document.getElementById("save-button"));
    return true;
  };
  const isYaml = /\.ya?ml$/.test(area.dataset.kind);
  const view = new EditorView({
    doc: area.value,
    extensions: [
      EditorView.cspNonce.of(area.closest("[data-nonce]")?.dataset.nonce ?? ""),
      keymap.of([
        { key: "Mod-Enter", run: save }, { key: "Mod-s", run: save },
        ...(isYaml ? [indentWithTab] : []), ...defaultKeymap, ...historyKeymap,
      ]),
      lineNumbers(), history(), drawSelection(), highlightSpecialChars(), highlightActiveLine(), highlightActiveLineGutter(),
      bracketMatching(), indentUnit.of("  "), EditorState.tabSize.of(2), syntaxHighlighting(inks), look, lintGutter(),
      ...(isYaml ? [yaml()] : [EditorView.lineWrapping]),
      EditorView.contentAttributes.of({
        tabindex: "0", "aria-label": document.querySelector("label[for=id_text]").textContent, "aria-describedby": "problems",
      }),
      copyBack,
    ],
  });
  area.before(view.dom);
  area.hidden = true;
  return view;
}

function lineOf(doc, number) {
  return doc.line(Math.min(Math.max(1, Number(number)), doc.lines));
}

function mark(view) {
  const { doc } = view.state;
  const found = [...document.querySelectorAll("#problems li[data-line]")];
  const diagnostics = found.map((item) => {
    const line = lineOf(doc, item.dataset.line);
    const indent = line.text.length - line.text.trimStart().length;
    const message = item.querySelector("[data-message]").textContent.trim();
    return { from: Math.min(line.from + indent, line.to), to: line.to, severity: "error", message };
  });
  view.dispatch(setDiagnostics(view.state, diagnostics.sort((a, b) => a.from - b.from)));
}

function start() {
  const area = document.getElementById("id_text");
  if (!area) return;
  const view = build(area);
  mark(view);
  let isSaved = false;
  area.form.addEventListener("submit", () => { isSaved = true; });
  addEventListener("beforeunload", (event) => {
    if (!isSaved && !document.getElementById("unsaved").hidden) event.preventDefault();
  });
  document.addEventListener("htmx:afterSettle", () => mark(view));
  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-goto]");
    if (!link) return;
    event.preventDefault();
    const line = lineOf(view.state.doc, link.dataset.goto);
    view.dispatch({ selection: { anchor: line.from }, effects: EditorView.scrollIntoView(line.from, { y: "center" }) });
    view.focus();
  });
}

start();
