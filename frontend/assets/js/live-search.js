// What htmx leaves open on the search page: short addresses, which groups are
// folded open, spoken result counts, and words when the server does not answer.
import { say } from "./announce.js";

const DEFAULTS = { q: "", sort: "relevance" };

export function startLiveSearch() {
  const results = document.getElementById("results");
  const form = document.getElementById("search");
  if (!results || !form) return;
  const notice = document.getElementById("search-notice");
  let folded = new Map();

  form.addEventListener("htmx:configRequest", (event) => {
    for (const [name, value] of Object.entries(DEFAULTS)) {
      if ((event.detail.parameters[name] ?? "").trim() === value) delete event.detail.parameters[name];
    }
  });
  results.addEventListener("htmx:beforeSwap", (event) => {
    if (!event.detail.shouldSwap) return;
    notice.hidden = true;
    folded = new Map([...results.querySelectorAll("details[id]")].map((group) => [group.id, group.open]));
  });
  form.addEventListener("htmx:afterOnLoad", () => {
    for (const [id, open] of folded) {
      const group = document.getElementById(id);
      if (group) group.open = open;
    }
    const summary = results.querySelector("[data-summary]");
    if (summary && notice.hidden) say(summary.textContent);
  });
  for (const failure of ["htmx:responseError", "htmx:sendError", "htmx:timeout"]) {
    form.addEventListener(failure, () => {
      notice.hidden = false;
      say(notice.textContent);
    });
  }
}
