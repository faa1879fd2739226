// Marks the entry of a long page's table of contents whose section is in view.
export function startTableOfContents() {
  const links = new Map(
    [...document.querySelectorAll("[data-contents] a[href^='#']")].map((link) => [link.hash.slice(1), link]),
  );
  if (links.size === 0) return;
  let current;
  const observer = new IntersectionObserver(
    (entries) => {
      const entered = entries.find((entry) => entry.isIntersecting);
      if (!entered) return;
      current?.removeAttribute("aria-current");
      current = links.get(entered.target.id);
      current.setAttribute("aria-current", "true");
    },
    { rootMargin: "-10% 0px -75% 0px" },
  );
  for (const id of links.keys()) {
    const section = document.getElementById(id);
    if (section) observer.observe(section);
  }
}
