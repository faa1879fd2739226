// The reviewers' keys: j and k walk along the queue, x chooses the line, a letter presses the button that names it,
// "?" shows them all. Never while somebody types.
function typing(target) {
  return target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName);
}

function walk(rows, by) {
  const at = rows.indexOf(document.activeElement);
  const next = at < 0 ? (by > 0 ? 0 : rows.length - 1) : Math.min(rows.length - 1, Math.max(0, at + by));
  rows[next].focus();
  rows[next].scrollIntoView({ block: "nearest" });
}

function box(row) {
  return row?.closest("tr")?.querySelector('input[type="checkbox"]');
}

// The box for the whole page means the lines that the form lists; it ticks them, so that one sees which.
function startChoosing() {
  const all = document.querySelector("[data-all]");
  if (!all) return;
  const listed = new Set([...all.form.querySelectorAll('[name="listed"]')].map((one) => one.value));
  const boxes = [...document.querySelectorAll('[form="bulk"][name="id"]')].filter((one) => listed.has(one.value));
  all.addEventListener("change", () => {
    for (const one of boxes) one.checked = all.checked;
  });
  for (const one of boxes) {
    one.addEventListener("change", () => {
      if (!one.checked) all.checked = false;
    });
  }
}

export function startDesk() {
  startChoosing();
  const help = document.querySelector("[data-keys]");
  if (!help) return;
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || typing(event.target)) return;
    if (event.key === "?") {
      help.open = !help.open;
      if (help.open) help.scrollIntoView({ block: "nearest" });
    } else if (event.key === "j" || event.key === "k") {
      const rows = [...document.querySelectorAll("[data-row]")];
      if (rows.length === 0) return;
      walk(rows, event.key === "j" ? 1 : -1);
    } else if (event.key === "x" && box(document.activeElement)) {
      box(document.activeElement).click();
    } else {
      const button = document.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
      if (!button) return;
      button.click();
    }
    event.preventDefault();
  });
}
