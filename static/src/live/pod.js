// The head of the page: the Pod's phase, the progress of its start, its end.
import { gettext } from "../language.js";

const MOODS = { Running: "run", Pending: "wait", Failed: "warn", Succeeded: "term", Unknown: "warn" };

// What the server stores of an end is one of these, or a sentence of its own.
const REASONS = {
  "stopped by you": gettext("stopped by you"),
  "replaced by your next run": gettext("replaced by your next run"),
  "time over": gettext("time over"),
  "deleted with kubectl": gettext("deleted with kubectl"),
  "ended with the comparison": gettext("ended with the comparison"),
  "every container finished its work": gettext("every container finished its work"),
  "Pod failed": gettext("Pod failed"),
};

export function tellPod(entry) {
  const failing = entry.containers.find((each) => ["CrashLoopBackOff", "ImagePullBackOff", "ErrImagePull"].includes(each.reason));
  if (entry.deleting) tellPhase("Terminating", "wait");
  else if (failing) tellPhase(`${entry.phase}, ${failing.name}: ${failing.reason}`, "warn");
  else tellPhase(entry.phase === "Succeeded" ? "Succeeded" : gettext("%(phase)s · %(ready)s ready", { phase: entry.phase, ready: entry.ready }), MOODS[entry.phase] ?? "term");
}

function tellPhase(word, mood) {
  const chip = document.querySelector("[data-phase]");
  if (!chip) return;
  chip.className = `chip chip-${mood}`;
  chip.querySelector("use").setAttribute("href", `#i-${mood}`);
  chip.querySelector("span").textContent = word;
}

export function tellEnd(reason) {
  tellPhase(gettext("Ended"), "term");
  for (const part of document.querySelectorAll("[data-while-alive]")) part.hidden = true;
  document.querySelector("[data-ended-reason]").textContent = REASONS[reason] ?? reason;
  document.querySelector("[data-ended]").hidden = false;
}
