// The form face: each mistake at its field, and the caret in what was just added.
export function startFaces() {
  const faces = document.getElementById("faces");
  if (!faces) return;
  let pressed = null;
  faces.addEventListener("click", ({ target }) => { pressed = target.closest("[data-adds], [data-removes]")?.dataset ?? null; });
  faces.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !event.target.matches("#form-face input")) return;
    event.preventDefault(); // it writes the field, and runs nothing
    event.target.dispatchEvent(new Event("change", { bubbles: true }));
  });
  document.addEventListener("htmx:afterSettle", ({ target }) => {
    const isDrawnAnew = faces.contains(target) && target.id !== "composed"; // else one field was written
    if (isDrawnAnew && pressed) {
      place(pressed);
      pressed = null;
    }
    showProblems(faces);
  });
}

function place({ adds, removes }) {
  const list = adds ?? removes;
  const fields = [...document.querySelectorAll(`#form-face [name^="${CSS.escape(list)}-"]`)];
  const own = fields.filter((field) => !field.disabled);
  const numbers = own.map((field) => Number(field.name.slice(list.length + 1).split("-")[0])).filter(Number.isInteger);
  const last = Math.max(...numbers);
  const added = own.find((field) => field.name.startsWith(`${list}-${last}-`)) ?? own[0];
  const goal = adds ? added : document.getElementById(`add-${list.replace(/-\d+$/, "")}`);
  (goal ?? document.getElementById("face-form")).focus();
}

// The list below the composer is the truth; a field shows what stands there for its path.
function showProblems(faces) {
  const fields = [...faces.querySelectorAll("[data-field]")];
  for (const field of fields) {
    field.classList.remove("is-wrong");
    say(field, "");
  }
  for (const item of document.querySelectorAll("#problems li[data-path]")) {
    const { path } = item.dataset;
    const near = fields.filter((field) => isWithin(path, field.dataset.field)).sort((a, b) => b.dataset.field.length - a.dataset.field.length)[0];
    if (!near || !path) continue;
    near.classList.add("is-wrong");
    say(near, item.querySelector("[data-problem]").textContent.trim());
  }
}

const isWithin = (path, outer) => path === outer || path.startsWith(`${outer}.`) || path.startsWith(`${outer}[`);

function say(field, words) {
  field.querySelector(".pf-wrong").textContent = words;
  const input = field.querySelector("input, select, textarea");
  if (words) input.setAttribute("aria-invalid", "true");
  else input.removeAttribute("aria-invalid");
}
