// Saves a step of the wizard while people type. "Saved" is said only after the
// server has committed; what it does not have yet is kept in this browser and
// offered after a reload. Secrets are on pages of their own and never come here.
import { say } from "./announce.js";
import { disputes, focusConflicts, isDisputed, showConflicts } from "./conflicts.js";

const PAUSE_MS = 800;
const RETRY_MS = 5000;

export function startAutosave() {
  const form = document.querySelector("form[data-autosave]");
  if (!form?.dataset.autosave) return;
  const saved = document.getElementById("saved");
  const backup = `oin-unsaved:${form.dataset.autosave}`;
  const known = snapshot(form);
  let timer;
  let running = false;
  let leaving = false;

  const changes = () => {
    const now = snapshot(form);
    return [...now].filter(([name, value]) => known.get(name) !== value);
  };
  const show = (text, state) => {
    saved.textContent = text;
    saved.dataset.state = state;
  };
  const keep = (changed) => {
    try {
      if (changed.length > 0) localStorage.setItem(backup, JSON.stringify(changed));
      else localStorage.removeItem(backup);
    } catch {
      // A full or forbidden storage only costs the copy in this browser.
    }
  };

  async function save() {
    clearTimeout(timer);
    const all = changes();
    keep(all);
    // What somebody must choose about first is not sent: it would win without being seen.
    const changed = all.filter(([name]) => !isDisputed(name));
    if (changed.length === 0 || running || leaving) return;
    running = true;
    show("Saving…", "running");
    try {
      const answer = await fetch(form.dataset.autosave, request(form, changed));
      // A redirect leads to signing in: that is no word of the server's about the fields.
      if (answer.redirected || !answer.ok) throw new Refused(answer);
      const result = await answer.json();
      const disputed = new Set(result.conflicts.map((conflict) => conflict.field));
      for (const [name, value] of changed) if (!touches(name, disputed)) known.set(name, value);
      form.elements.base.value = result.revision;
      tell(form, result);
      keep(changes());
      if (disputed.size > 0) showConflicts(form, result.conflicts, save);
      if (disputes() > 0) show("Not all is saved: somebody else changed the same fields. Choose above the form.", "failed");
      else show(`Saved ${result.at} UTC`, "saved");
      if (result.dropped.length > 0) say("A stored secret was dropped, since its address changed. Store it again.");
    } catch (failure) {
      show(reason(failure), "failed");
      if (!(failure instanceof Refused) || failure.again) timer = setTimeout(save, RETRY_MS);
    } finally {
      running = false;
      if (saved.dataset.state === "saved" && changes().some(([name]) => !isDisputed(name))) timer = setTimeout(save, PAUSE_MS);
    }
  }

  form.addEventListener("input", () => {
    clearTimeout(timer);
    keep(changes());
    timer = setTimeout(save, PAUSE_MS);
  });
  form.addEventListener("focusout", save);
  form.addEventListener("submit", (event) => {
    if (disputes() > 0) {
      event.preventDefault();
      focusConflicts();
      return;
    }
    leaving = true;
    clearTimeout(timer);
    // Kept until a page shows that the server has it.
    keep(changes());
  });
  addEventListener("online", save);
  addEventListener("pagehide", () => {
    const all = changes();
    keep(all);
    const changed = all.filter(([name]) => !isDisputed(name));
    if (changed.length > 0 && !leaving) fetch(form.dataset.autosave, { ...request(form, changed), keepalive: true }).catch(() => {});
  });
  offer(form, backup, saved, save);
}

class Refused extends Error {
  constructor(answer) {
    super("refused");
    this.status = answer.redirected ? 401 : answer.status;
    this.again = this.status >= 500 || this.status === 429;
  }
}

function reason(failure) {
  if (!(failure instanceof Refused)) return "Not saved: offline, will retry";
  if (failure.status === 401) return "Not saved: you are signed out. Sign in in another tab, then press Save.";
  if (failure.again) return "Not saved: the server does not answer, will retry";
  return "Not saved: press Save to see why";
}

/** Every field with its value; the boxes of one list together. */
function snapshot(form) {
  const fields = new Map();
  const data = new FormData(form);
  for (const list of data.getAll("many")) fields.set(`many:${list}`, JSON.stringify(data.getAll(list)));
  for (const element of form.elements) {
    const field = element.closest?.("[data-field]");
    if (!field || !element.name || element.type === "hidden" || element.name === field.dataset.field && fields.has(`many:${element.name}`)) continue;
    if (["many", "flag"].includes(element.name) || element.tagName === "BUTTON" || element.type === "file") continue;
    fields.set(element.name, element.type === "checkbox" ? (element.checked ? "true" : "") : element.value);
  }
  return fields;
}

function request(form, changed) {
  const body = new URLSearchParams({ form_token: form.elements.form_token.value, base: form.elements.base.value });
  for (const [name, value] of changed) {
    if (name.startsWith("many:")) {
      const list = name.slice(5);
      body.append("many", list);
      for (const one of JSON.parse(value)) body.append(list, one);
    } else body.append(name, value);
  }
  return { method: "POST", body, credentials: "same-origin", headers: { Accept: "application/json" } };
}

function touches(name, disputed) {
  if (!name.startsWith("many:")) return disputed.has(name);
  return [...disputed].some((field) => field.startsWith(`${name.slice(5)}.`));
}

/** Puts the findings to their fields, and the figures to the side. */
function tell(form, result) {
  for (const place of document.querySelectorAll("[data-percent]")) place.textContent = result.percent;
  for (const place of document.querySelectorAll("[data-lane]")) place.textContent = result.lane;
  const meter = document.querySelector(".wizard-meter progress");
  if (meter) meter.value = result.percent;
  for (const field of form.querySelectorAll("[data-field]")) {
    const path = field.dataset.field;
    const own = result.findings.filter((finding) => finding.field === path);
    const control = document.getElementById(path);
    let list = document.getElementById(`${path}.findings`);
    if (own.length === 0) {
      list?.remove();
      control?.removeAttribute("aria-invalid");
      continue;
    }
    if (!list) {
      list = document.createElement("ul");
      list.className = "findings";
      list.id = `${path}.findings`;
      field.append(list);
    }
    list.replaceChildren(...own.map(drawn));
    if (!control) continue;
    control.setAttribute("aria-describedby", `${path}.help ${path}.findings`);
    if (own.some((finding) => finding.severity === "blocks")) control.setAttribute("aria-invalid", "true");
    else control.removeAttribute("aria-invalid");
  }
}

const WEIGHTS = { blocks: "finding-blocks", warns: "finding-warns", observes: "finding-observes" };

function drawn(finding) {
  const item = document.createElement("li");
  item.classList.add("finding", WEIGHTS[finding.severity]);
  const weight = document.createElement("strong");
  weight.textContent = `${finding.label}:`;
  item.append(weight, ` ${finding.message} ${finding.fix}`);
  return item;
}

/** After a crash: what this browser kept and the server does not have. */
function offer(form, backup, saved, save) {
  let kept;
  try {
    kept = JSON.parse(localStorage.getItem(backup) ?? "[]");
  } catch {
    return;
  }
  const now = snapshot(form);
  const missing = kept.filter(([name, value]) => now.has(name) && now.get(name) !== value);
  if (missing.length === 0) {
    localStorage.removeItem(backup);
    return;
  }
  const note = document.createElement("div");
  note.className = "note";
  const text = document.createElement("p");
  const count = missing.length === 1 ? "1 change that was" : `${missing.length} changes that were`;
  text.textContent = `This browser kept ${count} not saved. `;
  const restore = document.createElement("button");
  restore.type = "button";
  restore.className = "button button-small";
  restore.textContent = "Put them back";
  const drop = document.createElement("button");
  drop.type = "button";
  drop.className = "button button-small";
  drop.textContent = "Drop them";
  restore.addEventListener("click", () => {
    for (const [name, value] of missing) {
      if (name.startsWith("many:")) {
        const chosen = new Set(JSON.parse(value));
        for (const box of form.querySelectorAll(`input[name="${CSS.escape(name.slice(5))}"]`)) box.checked = chosen.has(box.value);
        continue;
      }
      const control = form.elements.namedItem(name);
      if (control?.type === "checkbox") control.checked = value === "true";
      else if (control) control.value = value;
    }
    note.remove();
    save();
  });
  drop.addEventListener("click", () => {
    localStorage.removeItem(backup);
    note.remove();
  });
  text.append(restore, " ", drop);
  note.append(text);
  saved.after(note);
}
