// An empty panel says for how long Podlab has been looking.
import { gettext } from "../language.js";

const WATCHED = { traffic: (seconds) => gettext("Watching lo: 0 requests in %(seconds)s s.", { seconds }), files: (seconds) => gettext("Watching the volumes: 0 changes in %(seconds)s s.", { seconds }) };

export function startWaiting() {
  const since = Date.now();
  return setInterval(() => {
    const seconds = Math.round((Date.now() - since) / 1000);
    for (const [name, words] of Object.entries(WATCHED)) {
      const part = document.querySelector(`[data-empty=${name}] [data-waited]`);
      if (part) part.textContent = words(seconds);
    }
  }, 1000);
}
