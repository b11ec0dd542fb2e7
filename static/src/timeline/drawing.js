// The timeline as SVG: a lane for each container, for the Pod, lo and the volumes.
import { clockTime } from "../live/words.js";
import { classOf, KINDS } from "./kinds.js";

const SVG = "http://www.w3.org/2000/svg";
const EDGE = 8; // half of the slider's thumb: both have the same scale
const TALL = 30;
const LOW = 22;
const CLOSEST = 2.5; // marks of one kind that lie closer are one

export function draw(svg, { lanes, spans, marks, from, to, at }, left) {
  const width = svg.clientWidth || 600;
  const scale = (time) => left + EDGE + ((time - from) / (to - from)) * (width - left - 2 * EDGE);
  const barred = new Set(spans.map((span) => span.lane));
  let y = 4;
  const rows = new Map(lanes.map((lane) => {
    const row = { y, tall: barred.has(lane) };
    y += row.tall ? TALL : LOW;
    return [lane, row];
  }));
  svg.setAttribute("viewBox", `0 0 ${width} ${y + 18}`);
  svg.setAttribute("height", y + 18);
  svg.replaceChildren(
    ...[...rows].flatMap(([lane, row]) => laneParts(lane, row, left, width)),
    ...spans.flatMap((span) => spanParts(span, rows.get(span.lane), scale, { from, to, left, width })),
    ...markParts(marks, rows, scale, from, to),
    ...axis(from, to, left, width, y + 13),
    ...(at === null ? [] : [part("path", { class: "tl-head", d: `M${scale(at)} 0V${y}` })]),
  );
}

function part(tag, attributes, text = "") {
  const made = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  if (text) made.textContent = text;
  return made;
}

function laneParts(lane, row, left, width) {
  const middle = row.y + (row.tall ? 13 : 11);
  const name = lane.replace(/^volume /, "");
  const room = Math.floor((left - 18) / 6.6);
  const kind = lane === "lo" ? "tl-lo" : lane.startsWith("volume ") ? "tl-vol" : "";
  const label = part("text", { class: `tl-label ${kind}`, x: 16, y: middle + 1 }, name.length > room ? `${name.slice(0, room - 1)}…` : name);
  if (name.length > room) label.append(part("title", {}, name));
  return [label, part("path", { class: "tl-rule", d: `M${left} ${row.y + (row.tall ? 22 : 11)}H${width}` })];
}

function spanParts(span, row, scale, { from, to, left, width }) {
  if (!row || span.from > to || (span.to ?? to) < from) return [];
  const x = Math.max(left, scale(Math.max(span.from, from)));
  const right = Math.min(width, scale(Math.min(span.to ?? to, to)));
  const wide = Math.max(2, right - x);
  const bar = part("rect", { class: `tl-span tl-${span.mood}`, x, y: row.y + 1, width: wide, height: 14, rx: 2 });
  const room = Math.floor((wide - 8) / 6.6);
  const word = span.word.length <= room ? span.word : span.word.split(/[:,]/)[0];
  if (word.length > room) return [bar];
  return [bar, part("text", { class: `tl-word tl-${span.mood}`, x: x + 5, y: row.y + 12 }, word)];
}

// One path for each lane and kind: thousands of marks stay cheap.
function markParts(marks, rows, scale, from, to) {
  const paths = new Map();
  for (const mark of marks) {
    const row = rows.get(mark.lane);
    if (!row || mark.time < from || mark.time > to || (mark.kind === "state" && row.tall)) continue;
    const key = `${mark.lane} ${classOf(mark.kind, mark.bad)}`;
    const path = paths.get(key) ?? { class: classOf(mark.kind, mark.bad), d: "", last: -Infinity };
    const x = Math.round(scale(mark.time) * 10) / 10;
    if (x - path.last >= CLOSEST) {
      path.d += KINDS[mark.kind].shape(x, row.y + (row.tall ? 22 : 11));
      path.last = x;
    }
    paths.set(key, path);
  }
  return [...paths.values()].map((path) => part("path", { class: path.class, d: path.d }));
}

function axis(from, to, left, width, y) {
  const words = (time) => clockTime(time).slice(0, 8);
  const ends = [part("text", { class: "tl-axis", x: left + EDGE, y }, words(from)), part("text", { class: "tl-axis", x: width - EDGE, y, "text-anchor": "end" }, words(to))];
  if (width - left > 360) ends.push(part("text", { class: "tl-axis", x: (left + width) / 2, y, "text-anchor": "middle" }, words((from + to) / 2)));
  return ends;
}

// The moment under a pointer.
export function timeAt(svg, clientX, { from, to }, left) {
  const box = svg.getBoundingClientRect();
  const part = (clientX - box.left - left - EDGE) / (box.width - left - 2 * EDGE);
  return from + Math.min(1, Math.max(0, part)) * (to - from);
}
