// The head of the page: the Pod's phase, the progress of its start, its end.
import { gettext } from "../language.js";

const MOODS = { Running: "run", Pending: "wait", Failed: "warn", Succeeded: "term", Unknown: "warn" };

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
  document.querySelector("[data-ended-reason]").textContent = reason;
  document.querySelector("[data-ended]").hidden = false;
}
