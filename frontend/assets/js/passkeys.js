// Passkeys (WebAuthn Level 3). A form with data-passkey asks the server for a challenge, the
// browser for an answer, and is sent with it like any other form; what went wrong on the server is
// told by the page that comes back.
import { say } from "./announce.js";

const PROBLEMS = {
  NotAllowedError: "Nothing was done: it was cancelled, or took too long. Press the button again.",
  InvalidStateError: "This device or key holds a passkey of your account already. Use another one.",
  SecurityError: "Your browser allows no passkeys at this address.",
  NotSupportedError: "This device or key cannot make such passkeys. Use another one.",
};

const bytes = (text) =>
  Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (letter) => letter.codePointAt(0));

const text = (buffer) =>
  btoa(String.fromCodePoint(...new Uint8Array(buffer)))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");

// By name alone: `elements.passkey` would also find the button, to which messages link by its id.
const field = (form, name) => form.querySelector(`[name="${name}"]`);

const named = (list) => list?.map((one) => ({ ...one, id: bytes(one.id) }));

/** A new passkey, as the server reads it. */
async function create(options) {
  const made = await navigator.credentials.create({
    publicKey: {
      ...options,
      challenge: bytes(options.challenge),
      user: { ...options.user, id: bytes(options.user.id) },
      excludeCredentials: named(options.excludeCredentials),
    },
  });
  return written(made, {
    attestationObject: text(made.response.attestationObject),
    transports: made.response.getTransports?.() ?? [],
  });
}

/** The answer of a passkey that is there, as the server reads it. */
async function get(options) {
  const made = await navigator.credentials.get({
    publicKey: {
      ...options,
      challenge: bytes(options.challenge),
      allowCredentials: named(options.allowCredentials),
    },
  });
  const { authenticatorData, signature, userHandle } = made.response;
  return written(made, {
    authenticatorData: text(authenticatorData),
    signature: text(signature),
    userHandle: userHandle && text(userHandle),
  });
}

function written(made, response) {
  return JSON.stringify({
    id: made.id,
    rawId: text(made.rawId),
    type: made.type,
    response: { clientDataJSON: text(made.response.clientDataJSON), ...response },
  });
}

/** The challenge, or nothing when the server wants to say why on a page. */
async function begin(form) {
  const token = field(form, "form_token").value;
  const body = new URLSearchParams({ form_token: token });
  const answer = await fetch(form.dataset.begin, { method: "POST", body, redirect: "manual" });
  return answer.ok ? answer.json() : undefined;
}

async function answer(form) {
  const begun = await begin(form);
  if (begun) {
    const ask = form.dataset.passkey === "create" ? create : get;
    field(form, "passkey").value = await ask(begun.options.publicKey);
    field(form, "ceremony").value = begun.ceremony;
  }
  form.submit();
}

export function startPasskeys() {
  for (const form of document.querySelectorAll("form[data-passkey]")) {
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      const button = form.querySelector("[type=submit]");
      const problem = form.querySelector("[data-passkey-problem]");
      problem.hidden = true;
      button.disabled = true;
      try {
        if (!window.PublicKeyCredential) throw new DOMException("", "SecurityError");
        await answer(form);
      } catch (error) {
        problem.textContent = PROBLEMS[error.name] ?? "That did not work. Check your connection and press the button again.";
        problem.hidden = false;
        say(problem.textContent);
        button.disabled = false;
        button.focus();
      }
    });
  }
}
