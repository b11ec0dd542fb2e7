// Moments that the server wrote in UTC, in the reader's own time; the hint keeps the UTC one.
export function startLocalTimes() {
  localise(document);
  document.addEventListener("htmx:afterSettle", ({ target }) => localise(target.isConnected ? target : document));
}

export function localise(root) {
  for (const time of root.querySelectorAll("time[data-local]")) {
    const date = new Date(time.dateTime);
    if (Number.isNaN(date.getTime())) continue;
    time.title = `${time.textContent.trim().replace(/ UTC$/, "")} UTC`;
    time.textContent = written(date, time.dataset.local);
    delete time.dataset.local;
  }
}

// As precise as the server's text: minute, second or ms.
function written(date, precision) {
  const parts = [date.getHours(), date.getMinutes(), date.getSeconds()];
  const clock = parts.slice(0, precision === "minute" ? 2 : 3).map((part) => String(part).padStart(2, "0")).join(":");
  return precision === "ms" ? `${clock}.${String(date.getMilliseconds()).padStart(3, "0")}` : clock;
}
