// The picture's motion: a dot per request that was seen, a pulse per file that was written or read.
// What is new (a port, a pair, a state) is drawn by the server: the picture is fetched again.
import { request, took } from "./words.js";

const BETWEEN_FETCHES = 250;
const BETWEEN_DOTS = 300;

export class Picture {
  constructor(holder) {
    this.holder = holder;
    this.last = 0;
    this.timer = 0;
    this.dots = new Map();
    this.ports = "";
  }

  // Fetch again soon: at once if the last time is long ago, else once the pause is over.
  refetch() {
    if (this.timer) return;
    const pause = Math.max(0, BETWEEN_FETCHES - (Date.now() - this.last));
    this.timer = setTimeout(() => {
      this.timer = 0;
      this.last = Date.now();
      for (const part of document.querySelectorAll("#picture, [data-changes]")) {
        part.dispatchEvent(new CustomEvent("podlab:changed"));
      }
    }, pause);
  }

  add(entry) {
    if ("past" in this.holder.dataset) return; // what is shown is not now
    if (entry.kind === "request") this.request(entry);
    else if (entry.kind === "refused") this.refused(entry);
    else if (entry.kind === "listen") this.listen(entry);
    else if (entry.kind === "namespaces") this.refetch();
    else if (entry.kind === "file") this.pulse(entry);
    else if (entry.kind === "folded" && entry.of === "request") this.move(entry);
  }

  find(kind, entry) {
    const wanted = { client: entry.from ?? "", port: String(entry.port), iface: entry.iface };
    return [...this.holder.querySelectorAll(kind)].filter(
      ({ dataset }) =>
        dataset.client === wanted.client && dataset.port === wanted.port && dataset.iface === wanted.iface &&
        (!wanted.iface || dataset.server === (entry.to ?? "")),
    );
  }

  request(entry) {
    if (!entry.from || entry.from === "kubelet") return;
    const notes = this.find(".note", entry).filter((note) => note.classList.contains("conn-seen"));
    if (!notes.length) return this.missing(entry);
    const words = [[request(entry), entry.status].filter((part) => part != null).join(" "), took(entry.duration_ms)];
    for (const note of notes) fill(note, marked(entry) + words.filter(Boolean).join(", "));
    return this.move(entry);
  }

  refused(entry) {
    const known = this.find(".note", entry).some((note) => note.classList.contains("conn-refused"));
    if (entry.from && !known) this.missing(entry);
  }

  // A pair that the server did not draw is asked for once in a while: there may be too many lanes.
  missing(entry) {
    const key = `missing ${entry.from} ${entry.port} ${entry.kind}`;
    if (Date.now() - (this.dots.get(key) ?? 0) < 3000) return;
    this.dots.set(key, Date.now());
    this.refetch();
  }

  listen(entry) {
    const ports = JSON.stringify(entry.sockets.map((socket) => [socket.port, socket.owner]));
    if (ports !== this.ports) this.refetch();
    this.ports = ports;
  }

  move(entry) {
    const key = `${entry.from} ${entry.port}`;
    if (Date.now() - (this.dots.get(key) ?? 0) < BETWEEN_DOTS) return;
    this.dots.set(key, Date.now());
    for (const dot of this.find(".dot", entry)) {
      dot.classList.add("is-moving");
      dot.firstElementChild.addEventListener("endEvent", () => dot.classList.remove("is-moving"), { once: true });
      dot.firstElementChild.beginElement();
    }
  }

  pulse(entry) {
    if (!entry.by) return;
    const moves = entry.action === "read" ? "is-reading" : "is-pulsing";
    for (const line of this.holder.querySelectorAll(".mount")) {
      if (line.dataset.volume !== entry.volume || line.dataset.container !== entry.by) continue;
      line.classList.remove(moves);
      requestAnimationFrame(() => line.classList.add(moves));
    }
  }
}

// What stands before the words of a line that leads out of the Pod, as the server writes it.
function marked(entry) {
  if (!entry.iface) return "";
  return entry.outgoing ? `${entry.from ?? "?"}: ` : `→ ${entry.to ?? "?"}:${entry.port} `;
}

// The note keeps its width and place; a longer text is cut.
function fill(note, words) {
  const [box, text] = note.children;
  const room = Math.floor((box.width.baseVal.value - 14) / 6.7);
  text.textContent = words.length > room ? `${words.slice(0, room - 1)}…` : words;
}
