// What a step of the wizard does in the browser beside saving: counters,
// previews of addresses, fields that only count with a certain choice, and the
// way to a field that a link names.
export function startWizard() {
  const form = document.getElementById("step");
  document.getElementById("errors")?.focus();
  openTarget();
  addEventListener("hashchange", openTarget);
  if (!form) return;
  const samples = JSON.parse(form.dataset.samples || "{}");
  const refresh = () => {
    for (const field of form.querySelectorAll("[data-when]")) hang(field);
  };
  form.addEventListener("input", (event) => {
    count(event.target);
    preview(event.target, samples);
    refresh();
  });
  refresh();
}

/** Links lead to fields in folded parts, too. */
function openTarget() {
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (!target?.closest("form")) return;
  for (let part = target.closest("details"); part; part = part.parentElement.closest("details")) part.open = true;
  const control = target.matches("input, select, textarea") ? target : target.querySelector("input:not([type=hidden]), select, textarea");
  control?.focus();
}

function count(control) {
  const counter = document.querySelector(`[data-count="${CSS.escape(control.id)}"]`);
  if (!counter) return;
  const used = [...control.value].length;
  const limit = Number(counter.dataset.limit);
  counter.textContent = `${used} of ${limit}`;
  counter.toggleAttribute("data-over", used > limit);
}

function preview(control, samples) {
  const place = document.querySelector(`[data-preview="${CSS.escape(control.id)}"]`);
  if (!place) return;
  place.hidden = !control.value.includes("${");
  place.querySelector("code").textContent = control.value.replace(/\$\{([a-z][a-z0-9_]*)\}/g, (all, name) => samples[name] ?? all);
}

/** A field that does not count is hidden, unless something is in it. */
function hang(field) {
  const [path, values] = field.dataset.when.split("=");
  const other = document.getElementById(path);
  const own = document.getElementById(field.dataset.field);
  const filled = own?.type === "checkbox" ? own.checked : own?.value;
  field.hidden = Boolean(other) && !values.split(" ").includes(other.value) && !filled;
}
