// In-page links become tabs: without this script all panels stand one below the other.
export function startTabs(root = document) {
  for (const nav of root.querySelectorAll("[data-tabs]")) becomeTabs(nav);
}

function becomeTabs(nav) {
  const tabs = [...nav.querySelectorAll("[data-tab]")];
  nav.setAttribute("role", "tablist");
  for (const tab of tabs) {
    const panel = panelOf(tab);
    tab.id ||= `tab-${panel.id}`;
    tab.setAttribute("role", "tab");
    tab.setAttribute("aria-controls", panel.id);
    panel.setAttribute("role", "tabpanel");
    panel.setAttribute("aria-labelledby", tab.id);
    tab.addEventListener("click", (event) => {
      event.preventDefault();
      select(tabs, tab);
      history.replaceState(null, "", tab.hash);
    });
    tab.addEventListener("keydown", (event) => move(event, tabs, tab));
  }
  select(tabs, tabs.find((tab) => tab.hash === location.hash) ?? tabs[0]);
}

const panelOf = (tab) => document.getElementById(tab.hash.slice(1));

function select(tabs, chosen) {
  for (const tab of tabs) {
    const on = tab === chosen;
    tab.setAttribute("aria-selected", String(on));
    tab.tabIndex = on ? 0 : -1;
    panelOf(tab).classList.toggle("is-open", on);
  }
  panelOf(chosen).dispatchEvent(new Event("podlab:opened"));
}

function move(event, tabs, tab) {
  const last = tabs.length - 1;
  const at = tabs.indexOf(tab);
  const goals = { ArrowRight: at === last ? 0 : at + 1, ArrowLeft: at === 0 ? last : at - 1, Home: 0, End: last };
  if (event.key === " ") tab.click();
  else if (event.key in goals) {
    tabs[goals[event.key]].focus();
    tabs[goals[event.key]].click();
  } else return;
  event.preventDefault();
}
