// One polite live region for the whole page. It must exist, empty, before the
// first message, or screen readers stay silent.
let region;

export function startAnnouncer() {
  region = document.createElement("p");
  region.className = "visually-hidden";
  region.setAttribute("role", "status");
  document.body.append(region);
}

export function say(text) {
  // The same words twice are only spoken when the region changed in between.
  region.textContent = "";
  requestAnimationFrame(() => {
    region.textContent = text;
  });
}
