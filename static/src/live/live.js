// The page's one stream of server-sent events, handed to the panels.
import { startBackOff } from "./back-off.js";
import { EventsPanel } from "./events.js";
import { FilesPanel } from "./files.js";
import { LogsPanel } from "./logs.js";
import { Picture } from "./picture.js";
import { tellEnd, tellPod } from "./pod.js";
import { TrafficPanel } from "./traffic.js";
import { Usage } from "./usage.js";
import { startWaiting } from "./waiting.js";
import { gettext } from "../language.js";

export function startLive() {
  const bench = document.querySelector("[data-stream]");
  if (!bench || "over" in bench.dataset) return undefined;
  const live = new Live(bench.dataset.stream);
  live.open();
  return live;
}

export class Live {
  constructor(address) {
    this.address = address;
    this.traffic = new TrafficPanel();
    this.logs = new LogsPanel();
    this.files = new FilesPanel();
    this.events = new EventsPanel();
    this.picture = new Picture(document.getElementById("picture"));
    this.usage = new Usage(this.picture);
    this.lost = new Map();
    this.waiting = startWaiting();
    startBackOff(this.picture.holder);
  }

  open() {
    const source = new EventSource(this.address);
    this.source = source;
    source.addEventListener("batch", (event) => {
      JSON.parse(event.data).entries.forEach((entry) => this.take(entry));
      document.dispatchEvent(new Event("podlab:entries"));
    });
    source.addEventListener("reset", () => this.panels().forEach((panel) => panel.reset()));
    source.addEventListener("open", () => this.tellLost("page", ""));
    source.addEventListener("error", () => this.broken());
    addEventListener("pagehide", () => source.close());
    addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
  }

  close() {
    this.source.close();
    clearInterval(this.waiting);
  }

  panels() {
    return [this.traffic, this.logs, this.files, this.events, this.usage];
  }

  // EventSource connects again by itself, and says where it was; a closed one was refused for good.
  broken() {
    if (this.ended) return this.source.close();
    const closed = this.source.readyState === EventSource.CLOSED;
    return this.tellLost("page", closed ? gettext("The stream was closed; load the page again.") : gettext("The connection to Podlab is lost."));
  }

  take(entry) {
    const goals = {
      request: [this.traffic, this.picture],
      refused: [this.traffic, this.picture],
      listen: [this.picture],
      namespaces: [this.picture],
      usage: [this.usage],
      file: [this.files, this.picture],
      log: [this.logs],
      event: [this.events],
      tap: [this.traffic, this.files],
      skipped: [this.traffic],
      folded: [this.panelOf(entry), this.picture],
    };
    for (const goal of goals[entry.kind] ?? []) goal.add(entry);
    if (entry.kind === "pod") this.pod(entry);
    else if (entry.kind === "upstream") this.upstream(entry);
    else if (entry.kind === "ended") this.end(entry);
  }

  panelOf(entry) {
    return { file: this.files, log: this.logs }[entry.of] ?? this.traffic;
  }

  pod(entry) {
    tellPod(entry);
    this.picture.refetch();
  }

  upstream(entry) {
    this.tellLost(entry.what, entry.state === "lost" ? gettext('The connection to the source "%(what)s" is lost.', { what: entry.what }) : "");
  }

  tellLost(what, words) {
    if (words) this.lost.set(what, words);
    else this.lost.delete(what);
    const notice = document.querySelector("[data-stream-lost]");
    notice.hidden = this.lost.size === 0;
    notice.querySelector("[data-lost-what]").textContent = [...this.lost.values()][0] ?? "";
  }

  end(entry) {
    this.ended = true;
    clearInterval(this.waiting);
    this.lost.clear();
    this.tellLost("page", "");
    tellEnd(entry.reason);
    this.picture.refetch();
  }
}
