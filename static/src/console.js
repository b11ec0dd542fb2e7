// The console's answer as a page: the form goes into the frame, past htmx, which would fetch it.
export function startConsole() {
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-draw]");
    if (!button?.form.hasAttribute("hx-post")) return;
    event.preventDefault();
    const { form } = button;
    form.querySelector("iframe").hidden = false;
    const { action, target } = form;
    Object.assign(form, { action: button.formAction, target: button.formTarget });
    form.submit();
    Object.assign(form, { action, target });
  });
}
