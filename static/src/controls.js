// Small manners of buttons: copy, busy while a form is sent, a menu that closes.
import { gettext } from "./language.js";

export function startControls() {
  document.addEventListener("click", (event) => {
    const copy = event.target.closest("[data-copy]");
    if (copy) copyCommand(copy);
    for (const menu of document.querySelectorAll("details.menu[open]")) {
      if (!menu.contains(event.target)) menu.open = false;
    }
  });
  document.addEventListener("keydown", (event) => {
    const menu = event.key === "Escape" && event.target.closest("details.menu[open]");
    if (menu) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  });
  document.addEventListener("submit", (event) => showBusy(event.submitter));
  document.addEventListener("htmx:beforeRequest", (event) => {
    if (event.target.id === "composer") showBusy(document.getElementById("run-button"));
  });
  document.addEventListener("htmx:afterRequest", (event) => {
    if (event.target.id === "composer") showIdle(document.getElementById("run-button"));
  });
  document.addEventListener("htmx:beforeSwap", keepOpen);
  addEventListener("pageshow", () => document.querySelectorAll("[data-idle]").forEach(showIdle));
}

// What a reader has opened stays open when its surroundings are drawn anew.
function keepOpen({ target }) {
  const open = [...target.querySelectorAll("details[id][open]")].map((each) => each.id);
  const again = () => open.forEach((id) => document.getElementById(id)?.setAttribute("open", ""));
  target.addEventListener("htmx:afterSwap", again, { once: true });
}

async function copyCommand(button) {
  const words = button.textContent;
  try {
    await navigator.clipboard.writeText(button.previousElementSibling.textContent);
    button.textContent = gettext("Copied");
  } catch {
    getSelection().selectAllChildren(button.previousElementSibling);
    button.textContent = gettext("Selected");
  }
  setTimeout(() => { button.textContent = words; }, 1500);
}

function showBusy(button) {
  const label = button?.querySelector("span");
  if (!button?.dataset.busy || !label || button.dataset.idle) return;
  button.dataset.idle = label.textContent;
  label.textContent = button.dataset.busy;
  button.setAttribute("aria-disabled", "true");
}

function showIdle(button) {
  if (!button?.dataset.idle) return;
  button.querySelector("span").textContent = button.dataset.idle;
  delete button.dataset.idle;
  button.removeAttribute("aria-disabled");
}
