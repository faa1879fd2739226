// Names while typing, as an ARIA combobox with a list box (WAI-ARIA APG
// "editable combobox with list autocomplete"). The form works without it.
import { say } from "./announce.js";

const WAIT_MS = 90;

export function startSuggestions() {
  for (const form of document.querySelectorAll("form[data-suggest]")) new Suggestions(form);
}

class Suggestions {
  #box;
  #list;
  #timer;
  #asked;
  #active = -1;

  constructor(form) {
    this.#box = form.querySelector("input[type=search]");
    this.#list = document.createElement("ul");
    this.#list.id = `${this.#box.id}-list`;
    this.#list.className = "suggestions";
    this.#list.setAttribute("role", "listbox");
    this.#list.setAttribute("aria-label", "Integrations");
    this.#list.hidden = true;
    form.append(this.#list);
    const attributes = {
      role: "combobox",
      "aria-autocomplete": "list",
      "aria-expanded": "false",
      "aria-controls": this.#list.id,
    };
    for (const [name, value] of Object.entries(attributes)) this.#box.setAttribute(name, value);
    this.#box.addEventListener("input", () => this.#later());
    this.#box.addEventListener("keydown", (event) => this.#key(event));
    this.#box.addEventListener("blur", () => this.#close());
    // Keeps the focus in the box, so that blur does not close the list before the click.
    this.#list.addEventListener("mousedown", (event) => event.preventDefault());
  }

  #later() {
    clearTimeout(this.#timer);
    this.#asked?.abort();
    const q = this.#box.value.trim();
    if (q === "") this.#close();
    else this.#timer = setTimeout(() => this.#ask(q), WAIT_MS);
  }

  async #ask(q) {
    const asked = new AbortController();
    this.#asked = asked;
    let items = [];
    try {
      const answer = await fetch(`/api/v1/suggest?q=${encodeURIComponent(q)}`, {
        signal: asked.signal,
        headers: { Accept: "application/json" },
      });
      if (answer.ok) ({ items } = await answer.json());
    } catch {
      // Offline, or overtaken by the next letter: Enter still searches.
    }
    // Whoever was overtaken touches nothing: the list and the timer are those of the next letter.
    if (asked !== this.#asked || asked.signal.aborted) return;
    if (document.activeElement === this.#box) this.#show(items);
  }

  #show(items) {
    this.#active = -1;
    this.#box.removeAttribute("aria-activedescendant");
    this.#list.replaceChildren(...items.map((item, index) => this.#option(item, index)));
    const open = items.length > 0;
    this.#list.hidden = !open;
    this.#box.setAttribute("aria-expanded", String(open));
    if (open) say(items.length === 1 ? "1 suggestion" : `${items.length} suggestions`);
  }

  #option(item, index) {
    const option = document.createElement("li");
    option.id = `${this.#list.id}-${index}`;
    option.setAttribute("role", "option");
    option.setAttribute("aria-selected", "false");
    option.dataset.url = item.url;
    const logo = document.createElement("img");
    Object.assign(logo, { src: item.logo_url, alt: "", width: 28, height: 28, className: "logo" });
    const name = document.createElement("span");
    name.className = "suggestion-name";
    name.textContent = item.name;
    option.append(logo, name);
    if (item.vendor && item.vendor !== item.name) {
      const vendor = document.createElement("span");
      vendor.className = "suggestion-vendor";
      vendor.textContent = item.vendor;
      option.append(vendor);
    }
    option.addEventListener("click", () => location.assign(item.url));
    return option;
  }

  #key(event) {
    if (this.#list.hidden) return;
    const last = this.#list.children.length - 1;
    if (event.key === "ArrowDown") this.#move(this.#active === last ? -1 : this.#active + 1);
    else if (event.key === "ArrowUp") this.#move(this.#active === -1 ? last : this.#active - 1);
    else if (event.key === "Escape") this.#close();
    else if (event.key === "Enter" && this.#active >= 0) {
      location.assign(this.#list.children[this.#active].dataset.url);
    } else return;
    event.preventDefault();
  }

  #move(to) {
    this.#list.children[this.#active]?.setAttribute("aria-selected", "false");
    this.#active = to;
    const option = this.#list.children[to];
    if (!option) return this.#box.removeAttribute("aria-activedescendant");
    option.setAttribute("aria-selected", "true");
    this.#box.setAttribute("aria-activedescendant", option.id);
    option.scrollIntoView({ block: "nearest" });
  }

  #close() {
    clearTimeout(this.#timer);
    this.#asked?.abort();
    this.#list.hidden = true;
    this.#active = -1;
    this.#box.setAttribute("aria-expanded", "false");
    this.#box.removeAttribute("aria-activedescendant");
  }
}
