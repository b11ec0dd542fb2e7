// Buttons that send the composer's text to another page: a plain submit, past htmx.
export function startShare() {
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-sends-composer]");
    if (!button?.form) return;
    event.preventDefault();
    const { form } = button;
    const action = form.getAttribute("action");
    form.action = button.formAction;
    form.submit();
    form.setAttribute("action", action);
  });
}
