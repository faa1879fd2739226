// Runs before the first paint: says that scripts work, applies the stored theme, else the
// system's, and says whether somebody is signed in. Kept apart from app.js because it blocks.
import { showWhoIsHere } from "./here.js";

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
showWhoIsHere();
system.addEventListener("change", apply);
