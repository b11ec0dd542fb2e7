// Counts down to the next start of a container that waits after a crash.
import { gettext } from "../language.js";

const ends = new WeakMap();

export function startBackOff(holder) {
  const timer = setInterval(() => {
    if (!holder.isConnected) clearInterval(timer);
    for (const words of holder.querySelectorAll("[data-left]")) tick(words);
  }, 250);
}

// The picture says how many seconds were left when it was drawn: no two clocks are compared.
function tick(words) {
  if (!ends.has(words)) ends.set(words, performance.now() + Number(words.dataset.left) * 1000);
  const left = Math.ceil((ends.get(words) - performance.now()) / 1000);
  const told = left > 0 ? gettext("again in %(left)s s", { left }) : gettext("starting now");
  if (words.textContent !== told) words.textContent = told;
}
