// The timeline as a table: the same marks, filtered alike, each with a way to its moment.
import { node, row } from "../live/rows.js";
import { clockTime } from "../live/words.js";
import { KINDS } from "./kinds.js";

const MOST_ROWS = 300;

export class Twin {
  constructor(details, rows, seek) {
    this.details = details;
    this.rows = rows;
    this.seek = seek;
    this.marks = [];
    details.addEventListener("toggle", () => this.draw());
  }

  tell(marks) {
    const grew = marks.length !== this.marks.length || marks.at(-1) !== this.marks.at(-1);
    this.marks = marks;
    if (grew) this.draw();
  }

  draw() {
    if (!this.details.open) return;
    this.rows.replaceChildren(...this.marks.slice(-MOST_ROWS).reverse().map((mark) => this.made(mark)));
  }

  made(mark) {
    const when = node("td", "", "time");
    const button = node("button", clockTime(mark.time), "tl-goto");
    button.type = "button";
    button.addEventListener("click", () => this.seek(mark.time));
    when.append(button);
    return row(mark.bad ? "is-bad" : "", when, node("td", mark.lane, "who"), node("td", KINDS[mark.kind].word, "nowrap"), node("td", mark.text, "long"));
  }
}
