// An empty panel says for how long Podlab has been looking.
const WATCHED = { traffic: "Watching lo: 0 requests", files: "Watching the volumes: 0 changes" };

export function startWaiting() {
  const since = Date.now();
  return setInterval(() => {
    const seconds = Math.round((Date.now() - since) / 1000);
    for (const [name, words] of Object.entries(WATCHED)) {
      const part = document.querySelector(`[data-empty=${name}] [data-waited]`);
      if (part) part.textContent = `${words} in ${seconds} s.`;
    }
  }, 1000);
}
