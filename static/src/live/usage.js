// The curves of CPU and memory, drawn on as readings come.
// podlab/sandbox/picture/sparks/drawing.py draws the same for a page that is loaded.
const READINGS = 30;
const HEADROOM = 1.08;
const LEAST_TOP = { cpu: 10, mem: 4 * 1024 ** 2 };
const BETWEEN_WORDS = 10_000;

export class Usage {
  constructor(picture) {
    this.picture = picture;
    this.reset();
  }

  reset() {
    this.readings = new Map();
    this.asked = new Set();
  }

  add(entry) {
    for (const each of entry.containers) this.take(each);
    this.frame ||= requestAnimationFrame(() => this.draw(entry.containers));
  }

  take({ name, cpu, memory }) {
    const kept = this.readings.get(name) ?? { cpu: [], mem: [] };
    kept.cpu.push(cpu);
    kept.mem.push(memory);
    if (kept.cpu.length > READINGS) for (const values of Object.values(kept)) values.shift();
    this.readings.set(name, kept);
  }

  // A container without curves has only begun to be measured: the server draws the first.
  // So does it with the picture in words, now and then, while somebody reads it.
  draw(containers) {
    this.frame = 0;
    if ("past" in this.picture.holder.dataset) return; // what is shown is not now
    const parts = [...this.picture.holder.querySelectorAll("[data-usage]")];
    const drawn = new Set(parts.map((part) => part.dataset.container));
    for (const part of parts) this.drawOne(part);
    const words = this.picture.holder.querySelector(".twin[open]");
    const fresh = containers.filter(({ name }) => !drawn.has(name) && !this.asked.has(name));
    for (const { name } of fresh) this.asked.add(name);
    if (fresh.length || (words && Date.now() - this.picture.last > BETWEEN_WORDS)) this.picture.refetch();
  }

  drawOne(part) {
    const { container, usage, limit, box } = part.dataset;
    const values = this.readings.get(container)?.[usage];
    if (!values?.length) return;
    const [x, y, width, height] = box.split(" ").map(Number);
    const highest = Math.max(...values);
    const most = Number(limit);
    const top = most ? Math.max(most * HEADROOM, highest) : Math.max(highest * 1.25, LEAST_TOP[usage]);
    const step = width / (READINGS - 1);
    const start = x + width - step * (values.length - 1);
    const points = values.map((value, index) => `${(start + step * index).toFixed(1)},${(y + height - (value / top) * height).toFixed(1)}`);
    part.querySelector(".spark").setAttribute("points", points.join(" "));
    part.querySelector(".spark-told").textContent = told(usage, values.at(-1));
    part.querySelector(".spark-limit")?.setAttribute("d", `M${x} ${(y + height - (most / top) * height).toFixed(1)}h${width}`);
  }
}

function told(usage, value) {
  if (usage === "cpu") return `${value > 0 && value < 1 ? value.toFixed(1) : value.toFixed(0)} m`;
  if (value < 1024 ** 2) return `${(value / 1024).toFixed(0)} KiB`;
  return value < 1024 ** 3 ? `${(value / 1024 ** 2).toFixed(0)} MiB` : `${(value / 1024 ** 3).toFixed(1)} GiB`;
}
