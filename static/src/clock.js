// The countdown to the Pod's end, in the server's time, with a warning at five minutes and at one.
import { gettext } from "./language.js";

const WARNINGS = [300, 60];

export function startClock() {
  const time = document.querySelector("[data-countdown]");
  if (!time) return;
  const end = Date.parse(time.dateTime);
  const ahead = Date.parse(time.dataset.now) - Date.now();
  const says = document.querySelector("[data-clock-says]");
  time.previousElementSibling.textContent = gettext("removed in");
  let before = Infinity;
  const tick = () => {
    const left = Math.max(0, Math.round((end - Date.now() - ahead) / 1000));
    time.textContent = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;
    time.closest(".clock").classList.toggle("is-late", left <= WARNINGS[0]);
    const passed = WARNINGS.filter((limit) => left <= limit && before > limit && left > 0);
    if (passed.length) says.textContent = gettext("The Pod is removed in %(time)s.", { time: inWords(left) });
    before = left;
    if (left === 0) clearInterval(timer);
  };
  const timer = setInterval(tick, 1000);
  tick();
}

function inWords(seconds) {
  const minutes = Math.ceil(seconds / 60);
  return seconds <= 60 ? gettext("%(seconds)s seconds", { seconds }) : gettext("%(minutes)s minutes", { minutes });
}
