// The countdown to the end of what runs, in the server's time, warning at five minutes and at one.
import { gettext } from "./language.js";

const WARNINGS = [300, 60];

export function startClock() {
  const says = document.querySelector("[data-clock-says]");
  if (!says) return;
  let clock = null;
  const tick = () => {
    const time = document.querySelector("[data-countdown]");
    if (time !== clock?.time) clock = time && clockOf(time, clock);
    if (clock) tell(clock, says);
  };
  setInterval(tick, 1000);
  document.addEventListener("htmx:afterSettle", tick); // a lesson's page swaps its clock
  tick();
}

// A clock that is drawn anew for the same end goes on; one with a later end warns anew.
function clockOf(time, known) {
  const end = Date.parse(time.dateTime);
  time.previousElementSibling.textContent = gettext("removed in");
  return { time, end, ahead: Date.parse(time.dataset.now) - Date.now(), before: known?.end === end ? known.before : Infinity };
}

function tell(clock, says) {
  const left = Math.max(0, Math.round((clock.end - Date.now() - clock.ahead) / 1000));
  const holder = clock.time.closest(".clock");
  clock.time.textContent = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;
  holder.classList.toggle("is-late", left <= WARNINGS[0]);
  const passed = WARNINGS.filter((limit) => left <= limit && clock.before > limit && left > 0);
  if (passed.length) says.textContent = words(holder, inWords(left));
  clock.before = left;
}

function words(holder, time) {
  const own = holder.dataset.clock; // what a page of its own says
  return own ? own.replace("{time}", time) : gettext("The Pod is removed in %(time)s.", { time });
}

function inWords(seconds) {
  const minutes = Math.ceil(seconds / 60);
  return seconds <= 60 ? gettext("%(seconds)s seconds", { seconds }) : gettext("%(minutes)s minutes", { minutes });
}
