// The button in the header that turns the page dark or light and remembers it.
const root = document.documentElement;

function show(button) {
  button.setAttribute("aria-pressed", String(root.dataset.bsTheme === "dark"));
}

export function startThemeSwitch() {
  const button = document.querySelector("[data-theme-switch]");
  if (!button) return;
  show(button);
  button.addEventListener("click", () => {
    const theme = root.dataset.bsTheme === "dark" ? "light" : "dark";
    root.dataset.bsTheme = theme;
    try {
      localStorage.setItem("oin-theme", theme);
    } catch {
      // Without storage the choice lasts as long as the page.
    }
    show(button);
  });
  new MutationObserver(() => show(button)).observe(root, { attributeFilter: ["data-bs-theme"] });
}
