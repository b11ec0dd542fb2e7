// The kinds of marks: a word and a shape for each.
import { gettext } from "../language.js";

const around = (x, y, ...moves) => `M${x + moves[0][0]} ${y + moves[0][1]}${moves.slice(1).map(([dx, dy]) => `l${dx} ${dy}`).join("")}`;
const box = (x, y, half) => `M${x - half} ${y - half}h${2 * half}v${2 * half}h${-2 * half}z`;

export const KINDS = {
  state: { word: gettext("state"), shape: (x, y) => `${around(x, y, [-4, -3], [8, 0], [-4, 7])}z` },
  event: { word: gettext("event"), shape: (x, y) => `${around(x, y, [0, -5], [5, 5], [-5, 5], [-5, -5])}z` },
  request: { word: gettext("request"), shape: (x, y) => `M${x - 1} ${y - 6}h2v12h-2z` },
  refused: { word: gettext("refused"), line: true, shape: (x, y) => `M${x - 4} ${y - 4}l8 8m0 -8l-8 8` },
  listen: { word: gettext("port"), line: true, shape: (x, y) => `M${x - 4} ${y}a4 4 0 1 0 8 0a4 4 0 1 0 -8 0` },
  file: { word: gettext("file"), shape: (x, y) => box(x, y, 3.5) },
  log: { word: gettext("log line"), shape: (x, y) => `M${x - 1} ${y}h2v5h-2z` },
  folded: { word: gettext("only counted"), shape: (x, y) => `M${x - 5} ${y - 1}h2.5v2.5h-2.5zM${x - 1} ${y - 1}h2.5v2.5h-2.5zM${x + 3} ${y - 1}h2.5v2.5h-2.5z` },
  ended: { word: gettext("end"), line: true, shape: (x, y) => box(x, y, 4.5) },
};

export const classOf = (kind, bad) => `tl-mark tl-${kind}${KINDS[kind].line ? " is-line" : ""}${bad ? " is-bad" : ""}`;
