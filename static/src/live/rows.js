// A capped list on the page: entries wait for the next frame, texts are set as text, never as HTML.
const MOST_ROWS = 300;
const MOST_LIT = 6; // in a flood nothing is lit

export class Rows {
  // `list` is the element that holds the rows; `newestFirst` says on which end they arrive.
  constructor(name, list, { newestFirst }) {
    this.name = name;
    this.holder = document.querySelector(`[data-rows=${name}]`);
    this.list = list(this.holder);
    this.empty = document.querySelector(`[data-empty=${name}]`);
    this.counter = document.querySelector(`[data-count=${name}]`);
    this.newestFirst = newestFirst;
    this.waiting = [];
    this.afterDraw = () => {};
    this.list.addEventListener("animationend", ({ target }) => target.closest(".is-new")?.classList.remove("is-new"));
    this.total = 0;
    this.frame = 0;
  }

  clear() {
    this.waiting = [];
    this.total = 0;
    this.list.replaceChildren();
    this.tell();
  }

  add(row, count = 1) {
    this.total += count;
    this.waiting.push(row);
    if (this.waiting.length > MOST_ROWS) this.waiting.shift();
    // A tab in the background gets no frames; the count above goes on, the rows are drawn later.
    this.frame ||= requestAnimationFrame(() => this.draw());
  }

  // A row that is there already stands for so many more.
  more(count) {
    this.total += count;
    this.frame ||= requestAnimationFrame(() => this.draw());
  }

  has(row) {
    return row.isConnected || this.waiting.includes(row);
  }

  draw() {
    this.frame = 0;
    const rows = this.newestFirst ? this.waiting.reverse() : this.waiting;
    this.waiting = [];
    const unseen = this.list.getClientRects().length === 0; // in a closed tab
    if (unseen || rows.length > MOST_LIT) for (const each of rows) each.classList.remove("is-new");
    if (this.newestFirst) this.list.prepend(...rows);
    else this.list.append(...rows);
    while (this.list.childElementCount > MOST_ROWS) {
      (this.newestFirst ? this.list.lastElementChild : this.list.firstElementChild).remove();
    }
    this.tell();
    this.afterDraw();
  }

  tell() {
    const none = this.total === 0;
    this.holder.hidden = none;
    if (this.empty) this.empty.hidden = !none;
    if (this.counter) this.counter.textContent = none ? "" : String(this.total);
  }
}

export function node(tag, text, classes = "") {
  const made = document.createElement(tag);
  if (text !== "") made.textContent = text;
  if (classes) made.className = classes;
  return made;
}

export function row(classes, ...cells) {
  const made = node("tr", "", classes);
  made.append(...cells);
  return made;
}
