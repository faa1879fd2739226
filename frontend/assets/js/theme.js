// Runs before the first paint: says that scripts work and applies the stored
// theme, else the system's. Kept apart from app.js because it blocks.
const root = document.documentElement;
const system = matchMedia("(prefers-color-scheme: dark)");

function stored() {
  try {
    return localStorage.getItem("oin-theme");
  } catch {
    return null; // storage may be switched off; the system's choice then holds
  }
}

function apply() {
  root.dataset.bsTheme = stored() ?? (system.matches ? "dark" : "light");
}

root.classList.replace("no-js", "js");
apply();
system.addEventListener("change", apply);
