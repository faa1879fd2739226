// Two people changed the same field: both texts side by side, who and when,
// and a choice. Nothing of either is lost before somebody chose.
import { say } from "./announce.js";

const open = new Map();

export const isDisputed = (name) => open.has(name) || (name.startsWith("many:") && [...open.keys()].some((field) => field.startsWith(`${name.slice(5)}.`)));
export const disputes = () => open.size;

/** Shows conflicts above the form; `chosen` is called after each choice. */
export function showConflicts(form, conflicts, chosen) {
  let panel = document.getElementById("live-conflicts");
  if (!panel) {
    panel = document.createElement("section");
    panel.id = "live-conflicts";
    panel.className = "conflicts";
    panel.tabIndex = -1;
    panel.setAttribute("aria-label", "Fields that somebody else changed, too");
    form.before(panel);
  }
  for (const conflict of conflicts) {
    open.get(conflict.field)?.remove();
    const part = drawn(form, conflict, () => {
      part.remove();
      open.delete(conflict.field);
      if (open.size === 0) panel.remove();
      chosen();
    });
    open.set(conflict.field, part);
    panel.append(part);
  }
  say("Somebody else changed the same field. Choose which text to keep.");
}

export function focusConflicts() {
  document.getElementById("live-conflicts")?.focus();
}

function drawn(form, conflict, done) {
  const part = document.createElement("div");
  part.className = "conflict";
  const title = document.createElement("h2");
  title.textContent = `${conflict.label}: changed by ${conflict.who}, too`;
  const texts = document.createElement("dl");
  texts.append(text("Yours, not saved", conflict.mine), text("Theirs", conflict.theirs));
  const mine = button("Keep mine", done);
  const theirs = button("Take theirs", () => {
    put(form, conflict);
    done();
  });
  part.append(title, texts, mine, " ", theirs);
  return part;
}

function put(form, { field, theirs }) {
  const control = form.elements.namedItem(field);
  if (control?.type === "checkbox") control.checked = theirs === "true";
  else if (control) control.value = theirs;
  // A box of a list has no field of its own: the page shows what is there now.
  else location.reload();
}

function text(label, value) {
  const group = document.createElement("div");
  const term = document.createElement("dt");
  term.textContent = label;
  const detail = document.createElement("dd");
  detail.textContent = value === "" ? "(empty)" : value;
  group.append(term, detail);
  return group;
}

function button(label, act) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "button button-small";
  made.textContent = label;
  made.addEventListener("click", act);
  return made;
}
