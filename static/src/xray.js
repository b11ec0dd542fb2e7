// The X-ray switch: it stays as it was left in this tab; without this script it is a link.
const KEY = "podlab-xray";

export function startXray() {
  const button = document.querySelector("[data-xray]");
  if (!button) return;
  const state = document.getElementById("xray-state");
  const tell = (on) => {
    state.disabled = !on;
    button.setAttribute("aria-pressed", String(on));
  };
  const turn = (on) => {
    tell(on);
    keep(on);
    redraw();
  };
  button.addEventListener("click", (event) => {
    event.preventDefault();
    turn(state.disabled);
  });
  if (kept() && state.disabled) turn(true);
  else keep(!state.disabled);
}

// A Pod that runs has its picture fetched again; one that is only written is checked again.
function redraw() {
  const picture = document.getElementById("picture");
  const goal = picture.hasAttribute("hx-get") ? picture : document.getElementById("checker");
  goal.dispatchEvent(new CustomEvent("podlab:changed"));
}

function kept() {
  try {
    return sessionStorage.getItem(KEY) === "on";
  } catch {
    return false;
  }
}

function keep(on) {
  try {
    if (on) sessionStorage.setItem(KEY, "on");
    else sessionStorage.removeItem(KEY);
  } catch {
    // Storage is forbidden: the switch lasts as long as the page.
  }
}
