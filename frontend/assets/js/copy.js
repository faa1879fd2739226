// Copy buttons: data-copy holds the text, or data-copy-from the id of the
// element that shows it. The result is shown on the button and spoken.
import { say } from "./announce.js";

const SHOWN_MS = 1600;

async function copy(text) {
  if (navigator.clipboard) {
    await navigator.clipboard.writeText(text);
    return;
  }
  // Pages on plain http from another machine have no clipboard object.
  const area = document.createElement("textarea");
  area.value = text;
  area.className = "visually-hidden";
  document.body.append(area);
  area.select();
  const done = document.execCommand("copy");
  area.remove();
  if (!done) throw new Error("the browser refused to copy");
}

export function startCopyButtons() {
  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-copy], [data-copy-from]");
    if (!button) return;
    const text = button.dataset.copy ?? document.getElementById(button.dataset.copyFrom).textContent;
    try {
      await copy(text);
      button.classList.add("copied");
      setTimeout(() => button.classList.remove("copied"), SHOWN_MS);
      button.focus();
      say("Copied");
    } catch {
      say("Copying failed. Select the text and copy it by hand.");
    }
  });
}
