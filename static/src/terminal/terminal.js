// The terminal: xterm.js at the end of a WebSocket. Loaded when its tab is first opened.
import { FitAddon } from "@xterm/addon-fit";
import { Terminal } from "@xterm/xterm";
import "@xterm/xterm/css/xterm.css";

import { allowStyles } from "./nonce.js";
import { Wire } from "./wire.js";
import { gettext } from "../language.js";

const LETTER = { fontSize: 13, lineHeight: 1.25, minimumContrastRatio: 4.5, scrollback: 5000 };

class TerminalPanel {
  constructor(panel) {
    this.panel = panel;
    this.screen = panel.querySelector("[data-term-screen]");
    this.state = panel.querySelector("[data-term-state]");
    this.container = panel.querySelector("[data-term-container]");
    this.shell = panel.querySelector("[data-term-shell]");
    allowStyles(panel.dataset.nonce);
    const { fontFamily } = getComputedStyle(this.screen);
    this.xterm = new Terminal({ ...LETTER, fontFamily, theme: this.theme() });
    this.fit = new FitAddon();
    this.xterm.loadAddon(this.fit);
    this.xterm.open(this.screen);
    this.xterm.textarea.setAttribute("aria-label", panel.dataset.label);
    this.wire = new Wire(panel.dataset.address, this.xterm, (words, open) => this.tell(words, open));
    this.listen();
    this.measure();
  }

  listen() {
    const act = (name, deed) => this.panel.querySelector(`[data-term-${name}]`).addEventListener("click", deed);
    act("open", () => this.open());
    act("close", () => this.wire.close());
    act("copy", () => this.copy());
    act("paste", () => this.paste());
    act("reader", (event) => this.reader(event.currentTarget));
    this.xterm.onData((text) => this.wire.type(text));
    this.xterm.onResize(({ cols, rows }) => this.wire.resize(cols, rows));
    this.xterm.attachCustomKeyEventHandler((event) => this.key(event));
    new ResizeObserver(() => this.measure()).observe(this.screen);
    const repaint = () => { this.xterm.options.theme = this.theme(); };
    new MutationObserver(repaint).observe(document.documentElement, { attributeFilter: ["data-theme"] });
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", repaint);
    this.panel.closest(".reading").addEventListener("podlab:opened", () => this.measure());
  }

  // A tab that was reloaded finds its shell again; the choice of container stays with it.
  resume() {
    const known = this.wire.known();
    if (!known) return;
    this.container.value = known.container;
    this.shell.value = known.shell;
    this.wire.open(known.container, known.shell);
  }

  open() {
    this.xterm.reset();
    this.wire.begin(this.container.value, this.shell.value);
    this.xterm.focus();
  }

  // Shift+Tab leaves the terminal, as everywhere else on the page.
  key(event) {
    if (event.key === "Tab" && event.shiftKey) return false;
    if (event.type === "keydown" && event.ctrlKey && event.shiftKey && event.code === "KeyC") {
      event.preventDefault();
      this.copy();
      return false;
    }
    return true;
  }

  async copy() {
    const text = this.xterm.getSelection() || this.everything();
    try {
      await navigator.clipboard.writeText(text);
      this.tell(this.xterm.hasSelection() ? gettext("Copied the selection.") : gettext("Copied everything."));
    } catch {
      this.xterm.selectAll();
      this.tell(gettext("The browser does not let this page copy. Everything is selected: press Ctrl+C."));
    }
  }

  async paste() {
    try {
      this.xterm.paste(await navigator.clipboard.readText());
    } catch {
      this.tell(gettext("The browser does not let this page read the clipboard. Press Ctrl+V in the terminal."));
    }
    this.xterm.focus();
  }

  reader(button) {
    const on = button.getAttribute("aria-pressed") !== "true";
    button.setAttribute("aria-pressed", String(on));
    this.xterm.options.screenReaderMode = on;
  }

  everything() {
    const buffer = this.xterm.buffer.active;
    const lines = Array.from({ length: buffer.length }, (_, row) => buffer.getLine(row).translateToString(true));
    return lines.join("\n").trimEnd();
  }

  measure() {
    if (this.screen.clientWidth) this.fit.fit();
  }

  theme() {
    const { color, backgroundColor, caretColor } = getComputedStyle(this.screen);
    const selectionBackground = caretColor.replace("rgb(", "rgba(").replace(")", ", 0.3)");
    return { foreground: color, background: backgroundColor, cursor: caretColor, selectionBackground };
  }

  tell(words, open = this.wire.isOpen) {
    this.state.textContent = words;
    this.panel.toggleAttribute("data-open", open);
    this.panel.querySelector("[data-term-close]").disabled = !open;
    this.panel.querySelector("[data-term-paste]").disabled = !open;
  }
}

for (const panel of document.querySelectorAll("[data-terminal]")) new TerminalPanel(panel).resume();
