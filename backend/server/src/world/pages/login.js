// Makes the form that the page does not have, after a moment, as a single-page app would.
const action = document.currentScript.dataset.action;
setTimeout(() => {
  const form = document.createElement("form");
  form.id = "login";
  form.method = "post";
  form.action = action;
  for (const [name, type, label] of [
    ["username", "text", "User name"],
    ["password", "password", "Password"],
  ]) {
    const field = document.createElement("label");
    const input = document.createElement("input");
    Object.assign(input, { id: name, name, type });
    field.append(label, " ", input);
    form.append(field);
  }
  const button = document.createElement("button");
  button.id = "sign-in";
  button.textContent = "Sign in";
  form.append(button);
  document.getElementById("root").append(form);
}, 300);
