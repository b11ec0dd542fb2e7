// "This check is wrong" beside a check opens the report, about that check.
export function startTrouble() {
  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-report]");
    const report = document.getElementById("report");
    if (!link || !report) return;
    event.preventDefault();
    report.open = true;
    report.querySelector("select").value = link.dataset.report;
    report.querySelector("textarea").focus();
  });
}
