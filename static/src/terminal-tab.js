// Loads the terminal, which is large, when its tab is first opened or when a shell waits for it.
export function startTerminalTab() {
  const panel = document.querySelector("[data-terminal]");
  if (!panel) return;
  const load = () => {
    if (panel.dataset.loaded) return;
    panel.dataset.loaded = "yes";
    const style = Object.assign(document.createElement("link"), { rel: "stylesheet", href: panel.dataset.style });
    const script = Object.assign(document.createElement("script"), { src: panel.dataset.script });
    style.addEventListener("load", () => document.head.append(script));
    document.head.append(style);
  };
  const reading = panel.closest(".reading");
  reading.addEventListener("podlab:opened", load);
  if (reading.classList.contains("is-open")) load();
}
