// The picture as it was: asked of the server, one moment at a time, always the latest one wanted.
export class Past {
  constructor(address, holder, part) {
    this.address = address;
    this.holder = holder;
    this.part = part;
    this.shown = undefined;
    this.wanted = undefined;
    this.busy = false;
  }

  async show(at) {
    this.wanted = at;
    if (this.busy) return;
    this.busy = true;
    while (this.wanted !== this.shown) {
      const now = this.wanted;
      const drawn = now === undefined ? null : await this.fetch(now);
      if (drawn !== null && this.wanted !== undefined) this.put(drawn);
      this.shown = now;
    }
    this.busy = false;
  }

  // The same moment, drawn anew.
  again() {
    this.shown = undefined;
    return this.show(this.wanted);
  }

  // What is fetched after this is not shown.
  leave() {
    this.wanted = undefined;
    if (!this.busy) this.shown = undefined;
  }

  async fetch(at) {
    try {
      const xray = document.querySelector("#xray-state:not([disabled])") ? "&xray=1" : "";
      const answer = await fetch(`${this.address}?part=${this.part}&at=${at}${xray}`);
      return answer.ok ? await answer.text() : null;
    } catch {
      return null; // the page's own notice tells of a server that is away
    }
  }

  // The server has escaped every text; what a reader has opened stays open.
  put(drawn) {
    const open = this.holder.querySelector("details")?.open;
    this.holder.innerHTML = drawn;
    if (open) this.holder.querySelector("details")?.setAttribute("open", "");
  }
}
