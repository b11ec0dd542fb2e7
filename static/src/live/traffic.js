// The panel of requests: who asked whom, what, what came back; a flood is a number.
import { node, row, Rows } from "./rows.js";
import { clockTime, errno, request, took } from "./words.js";
import { gettext } from "../language.js";

const TAP_WORDS = {
  nft: gettext("Who asked: exact."),
  bpf: gettext("Who asked: exact."),
  diag: gettext("Who asked: best effort, by looking at the open sockets: of very short connections the sender may be missing."),
  none: gettext("Who asked: unknown. This machine does not let Podlab read what passes on localhost."),
};

export class TrafficPanel {
  constructor() {
    this.rows = new Rows("traffic", (table) => table.tBodies[0], { newestFirst: true });
    this.foot = document.querySelector("[data-foot=traffic]");
    this.folded = 0;
    this.unseen = 0;
    this.skipped = 0;
    this.tap = "";
  }

  reset() {
    this.rows.clear();
    this.folded = 0;
    this.unseen = 0;
    this.skipped = 0;
    this.tellFoot();
  }

  add(entry) {
    if (entry.kind === "request") this.rows.add(requestRow(entry));
    else if (entry.kind === "refused") this.rows.add(refusedRow(entry));
    else if (entry.kind === "tap") this.tap = TAP_WORDS[entry.attribution] ?? "";
    else if (entry.kind === "skipped") this.skipped += entry.count;
    else if (entry.kind === "folded") {
      this.folded += entry.count;
      this.unseen += entry.packets ?? 0;
      this.rows.add(foldedRow(entry), entry.count);
    }
    if (entry.kind !== "request") this.tellFoot();
  }

  tellFoot() {
    const words = [
      this.folded ? gettext("%(count)s requests were counted, not listed.", { count: this.folded }) : "",
      this.unseen ? gettext("%(count)s packets were too many to look into.", { count: this.unseen }) : "",
      this.skipped ? gettext("%(count)s entries of all panels were skipped: more came than could be sent.", { count: this.skipped }) : "",
      this.tap,
    ];
    this.foot.textContent = words.filter(Boolean).join(" ");
    this.foot.hidden = !this.foot.textContent;
  }
}

const time = (entry) => node("td", clockTime(entry.time), "time");
const outside = (entry) => (entry.iface ? ` · ${entry.iface}` : ""); // on lo nothing is said
const pairOf = (entry, nobody) => `${entry.from ?? gettext("not known")} → ${entry.to ?? nobody}:${entry.port}${outside(entry)}`;
const who = (entry) => node("td", pairOf(entry, gettext("not known")), "who");

function requestRow(entry) {
  const bad = entry.status >= 500;
  return row(
    bad ? "is-new is-bad" : "is-new",
    time(entry),
    who(entry),
    node("td", request(entry), "long"),
    node("td", entry.status == null ? entry.protocol : String(entry.status), "num"),
    node("td", took(entry.duration_ms), "num"),
  );
}

function refusedRow(entry) {
  return row(
    "is-bad",
    time(entry),
    node("td", pairOf(entry, gettext("nobody")), "who"),
    node("td", errno(entry.errno), "long"),
    node("td", `✕ ${gettext("none")}`, "num"),
    node("td", "", "num"),
  );
}

function foldedRow(entry) {
  const pair = entry.from || entry.to ? `${entry.from ?? gettext("not known")} → ${entry.to ?? gettext("not known")}` : "";
  const what = entry.packets ? gettext("%(count)s packets, too many to look into", { count: entry.packets }) : gettext("%(count)s more folded", { count: entry.count });
  const words = node("td", what, "long");
  words.colSpan = 3;
  return row("is-folded", time(entry), node("td", entry.port ? `${pair}:${entry.port}` : pair, "who"), words);
}
