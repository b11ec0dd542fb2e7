// The WebSocket under a terminal: what is typed goes out, what the shell prints comes in.
import { gettext } from "../language.js";
const PIECE = 16 * 1024;
const AGAIN = [500, 1000, 2000, 4000, 8000];
const REPORT = 16 * 1024;

export class Wire {
  constructor(address, xterm, tell) {
    this.address = address;
    this.xterm = xterm;
    this.tell = tell;
    this.slot = `terminal:${address}`;
    this.position = 0;
    this.reported = 0;
    this.tries = 0;
  }

  get isOpen() {
    return this.socket?.readyState === WebSocket.OPEN;
  }

  // What this tab had open before it was reloaded.
  known() {
    return JSON.parse(sessionStorage.getItem(this.slot) ?? "null");
  }

  // A new shell: a name of its own, so that the old one is not found again.
  begin(container, shell) {
    this.close();
    const tab = crypto.getRandomValues(new Uint32Array(4)).join("-");
    sessionStorage.setItem(this.slot, JSON.stringify({ tab, container, shell }));
    this.tries = 0;
    this.open(container, shell);
  }

  open(container, shell) {
    const { tab } = this.known();
    const query = new URLSearchParams({ tab, container, shell });
    const socket = new WebSocket(`${location.protocol === "https:" ? "wss:" : "ws:"}//${location.host}${this.address}?${query}`);
    socket.binaryType = "arraybuffer";
    this.socket = socket;
    this.over = false;
    this.tell(gettext("Opening %(shell)s in %(container)s …", { shell, container }), false);
    socket.addEventListener("message", ({ data }) => {
      if (socket === this.socket) this.take(data, container, shell);
    });
    socket.addEventListener("close", () => {
      if (socket === this.socket && !this.over) this.broken(container, shell);
    });
  }

  take(data, container, shell) {
    if (data instanceof ArrayBuffer) return this.draw(new Uint8Array(data));
    const said = JSON.parse(data);
    if ("opened" in said) this.opened(said.opened, container, shell);
    else if ("ended" in said) this.end(said.ended);
    else if ("refused" in said) this.end(said.refused);
    else if ("taken" in said) this.end(gettext("This terminal was opened in another window."));
    return undefined;
  }

  // The server sends again what it has kept; what is drawn already starts afresh.
  opened(position, container, shell) {
    this.xterm.reset();
    this.position = this.reported = position;
    this.tries = 0;
    this.tell(`${shell} in ${container}`, true);
    this.resize(this.xterm.cols, this.xterm.rows);
  }

  draw(bytes) {
    this.position += bytes.length;
    const { position } = this;
    this.xterm.write(bytes, () => {
      if (position - this.reported < REPORT && position !== this.position) return;
      this.reported = position;
      this.say({ seen: position });
    });
  }

  type(text) {
    if (!this.isOpen) return;
    const bytes = new TextEncoder().encode(text);
    for (let at = 0; at < bytes.length; at += PIECE) this.socket.send(bytes.subarray(at, at + PIECE));
  }

  resize(columns, rows) {
    this.say({ resize: [columns, rows] });
  }

  close() {
    if (this.isOpen) this.say({ close: true });
    else if (this.socket) this.end(gettext("Closed."));
  }

  say(what) {
    if (this.isOpen) this.socket.send(JSON.stringify(what));
  }

  end(words) {
    this.over = true;
    sessionStorage.removeItem(this.slot);
    this.socket.close();
    this.tell(words === "closed" ? gettext("Closed.") : words, false);
  }

  broken(container, shell) {
    const wait = AGAIN[Math.min(this.tries, AGAIN.length - 1)];
    this.tries += 1;
    this.tell(gettext("The connection is lost. The shell is kept for a while; connecting again …"), false);
    setTimeout(() => {
      if (!this.over) this.open(container, shell);
    }, wait);
  }
}
