// Pictures of the wizard: stored as soon as they are chosen, shown at once. Without
// this script they go with the form.
import { say } from "./announce.js";

export function startPictures() {
  const form = document.querySelector("form[data-autosave]");
  if (!form?.dataset.autosave) return;
  form.addEventListener("change", (event) => {
    if (event.target.matches("input[type=file]")) store(form, event.target);
  });
}

async function store(form, input) {
  const [file] = input.files;
  refuse(input, "");
  if (!file) return;
  if (file.size > Number(input.dataset.most)) {
    refuse(input, `The file is larger than ${input.dataset.mostWords}. Make it smaller.`);
    input.value = "";
    return;
  }
  const body = new FormData();
  for (const name of ["form_token", "base"]) body.append(name, form.elements[name].value);
  body.append(input.name, file);
  say("The picture is being stored.");
  try {
    const answer = await fetch(form.dataset.autosave, { method: "POST", body, credentials: "same-origin", headers: { Accept: "application/json" } });
    if (answer.redirected || !answer.ok) throw new Error(answer.status);
    const result = await answer.json();
    const [refused] = result.refused;
    if (refused) {
      refuse(input, refused.message);
      input.value = "";
      return;
    }
    const [stored] = result.pictures;
    // Somebody else changed it meanwhile: the whole form says so, with both.
    if (!stored) throw new Error("disputed");
    form.elements.base.value = result.revision;
    const hidden = [...form.elements].find((one) => one.name === input.name && one.type === "hidden");
    hidden.value = stored.key;
    input.value = "";
    show(input, stored.picture);
    document.getElementById("saved").textContent = `Saved ${result.at} UTC`;
    say(["The picture is stored.", ...result.notes].join(" "));
    if (result.notes.length > 0) refuse(input, `Stored. Not shown: ${result.notes.join(" ")}`);
  } catch {
    // The file stays chosen: Save sends it with the form.
    refuse(input, "The picture is not stored yet: press Save to send it.");
  }
}

function refuse(input, text) {
  const id = `${input.id}.refused`;
  document.getElementById(id)?.remove();
  if (!text) return;
  const line = document.createElement("p");
  line.className = "field-error";
  line.id = id;
  line.setAttribute("role", "alert");
  line.textContent = text;
  input.after(line);
}

function show(input, picture) {
  const place = document.getElementById(`${input.id}.kept`);
  const link = document.createElement("a");
  link.href = picture.full;
  const image = document.createElement("img");
  image.className = input.name === "logo" ? "picture-logo" : "picture-shot";
  image.src = picture.thumbnail;
  image.alt = `Stored: ${picture.caption}`;
  link.append(image);
  const remove = document.createElement("button");
  remove.className = "button button-small";
  remove.name = "clear";
  remove.value = input.name;
  remove.textContent = "Remove the picture";
  place.replaceChildren(link, " ", remove);
}
