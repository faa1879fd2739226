// "/" puts the cursor in the page's search box; Escape in a search box clears it.
function typing(target) {
  return target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName);
}

export function startShortcuts() {
  document.addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
    if (typing(event.target)) return;
    const box = document.querySelector("[data-search-key]");
    if (!box) return;
    event.preventDefault();
    box.focus();
    box.select();
  });
  for (const box of document.querySelectorAll("[data-search-key]")) {
    box.addEventListener("keydown", (event) => {
      // An open suggestion list takes the first Escape for itself.
      if (event.key !== "Escape" || event.defaultPrevented || box.value === "") return;
      event.preventDefault();
      box.value = "";
      box.dispatchEvent(new Event("input", { bubbles: true }));
    });
  }
}
