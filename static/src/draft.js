// What was written but not run survives a reload of the page, in this tab only.
const KEY = "podlab-draft";

export function keepDraft(area) {
  const base = area.value;
  const query = new URLSearchParams(location.search);
  const asked = query.has("example") || query.has("pod");
  const draft = asked ? null : read();
  if (draft?.base === base) area.value = draft.text;
  addEventListener("pagehide", () => {
    if (area.value === base) forget();
    else write({ base, text: area.value });
  });
}

function read() {
  try {
    return JSON.parse(sessionStorage.getItem(KEY));
  } catch {
    return null;
  }
}

function write(draft) {
  try {
    sessionStorage.setItem(KEY, JSON.stringify(draft));
  } catch {
    // Storage is full or forbidden; the text is lost on reload then, as on any page.
  }
}

function forget() {
  try {
    sessionStorage.removeItem(KEY);
  } catch {
    // Nothing was kept.
  }
}
