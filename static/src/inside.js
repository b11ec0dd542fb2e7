// What happens inside one Pod of a lesson: its panels, fetched while they are open.
import { localise } from "./local-times.js";
import { startLive } from "./live/live.js";
import { startTabs } from "./tabs.js";
import { startTerminalTab } from "./terminal-tab.js";
import { startTimeline } from "./timeline/start.js";
import { startXray } from "./xray.js";

export function startInside() {
  const panel = document.querySelector("[data-inside]");
  if (panel) new Inside(panel).start();
}

class Inside {
  constructor(panel) {
    this.panel = panel;
    this.fold = panel.querySelector("[data-inside-fold]");
    this.body = panel.querySelector("[data-inside-body]");
    this.shown = ""; // the state of the scene that the panels belong to
    this.turn = 0;
  }

  start() {
    this.fold.addEventListener("toggle", () => this.sync());
    document.addEventListener("htmx:afterSettle", () => this.sync());
    this.body.addEventListener("change", (event) => {
      if (event.target.matches("[data-inside-of]")) this.load(event.target.value);
    });
    this.sync();
  }

  // The scene says by its mark what there is to look into; without one there is nothing.
  sync() {
    const mark = document.querySelector("[data-scene]");
    this.panel.hidden = !mark;
    if (!mark || !this.fold.open) this.close();
    else if (mark.dataset.scene !== this.shown) {
      this.shown = mark.dataset.scene;
      this.load(this.body.querySelector("[data-inside-of]")?.value ?? "");
    }
  }

  async load(of) {
    const turn = ++this.turn;
    const step = document.querySelector("[data-scene]")?.dataset.step ?? "";
    const query = new URLSearchParams({ step, of });
    try {
      const answer = await fetch(`${this.panel.dataset.inside}?${query}`, { headers: { "HX-Request": "true" } });
      if (answer.ok && turn === this.turn && this.shown) this.put(await answer.text());
    } catch {
      this.shown = ""; // the page's own notice tells of a server that is away; then it is asked again
    }
  }

  // The server has escaped every text. A Pod that goes on keeps its panels, and its terminal.
  put(html) {
    const made = document.createElement("template");
    made.innerHTML = html;
    const [before, after] = [this.body, made.content].map((part) => part.querySelector("[data-run-of]"));
    const tabs = (part) => [...part.querySelectorAll("[data-tab]")].map((tab) => tab.hash).join();
    if (before && after && before.dataset.runOf === after.dataset.runOf && tabs(before) === tabs(after)) {
      before.querySelector("[data-inside-of]").replaceChildren(...after.querySelector("[data-inside-of]").children);
      return;
    }
    const open = this.body.querySelector("[aria-selected=true]")?.hash;
    const hadFocus = this.body.contains(document.activeElement);
    this.leave();
    this.body.replaceChildren(made.content);
    this.begin(open);
    if (hadFocus) this.body.querySelector("[data-inside-of]")?.focus();
  }

  begin(open) {
    globalThis.htmx.process(this.body);
    localise(this.body);
    const { nonce } = document.querySelector("[data-lesson]").dataset; // this page's, not the part's
    for (const part of this.body.querySelectorAll("[data-nonce]")) part.dataset.nonce = nonce;
    startTerminalTab();
    startTabs(this.body);
    if (open) this.body.querySelector(`[href="${open}"]`)?.click();
    startXray();
    this.live = startLive();
    startTimeline();
  }

  leave() {
    this.body.querySelector("[data-term-close]:not([disabled])")?.click();
    this.live?.close();
    this.live = undefined;
  }

  close() {
    this.turn += 1;
    this.shown = "";
    this.leave();
    this.body.replaceChildren();
  }
}
