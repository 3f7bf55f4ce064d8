// Passkeys: signing in with one, and making one (W3C Web Authentication, level 3).

import { csrf } from "./board.js";

const canAny = Boolean(window.PublicKeyCredential?.parseRequestOptionsFromJSON);

async function post(path, sent) {
  const answer = await fetch(path, {
    method: "POST",
    credentials: "same-origin",
    headers: { "Content-Type": "application/json", "X-CSRF-Token": csrf },
    body: JSON.stringify(sent ?? {}),
  });
  if (!answer.ok) throw new Error(String(answer.status));
  return answer.json();
}

for (const button of document.querySelectorAll("[data-passkey]")) {
  button.hidden = !canAny;
  button.addEventListener("click", async () => {
    try {
      const options = PublicKeyCredential.parseRequestOptionsFromJSON(await post("/passkeys/sign-in/options"));
      const credential = await navigator.credentials.get({ publicKey: options });
      await post("/passkeys/sign-in", credential.toJSON());
      location.assign(button.dataset.next || "/");
    } catch {
      document.querySelector("[data-passkey-failed]").hidden = false;
    }
  });
}

for (const form of document.querySelectorAll("[data-new-passkey]")) {
  form.hidden = !canAny;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    try {
      const options = PublicKeyCredential.parseCreationOptionsFromJSON(await post("/passkeys/new/options"));
      const credential = await navigator.credentials.create({ publicKey: options });
      await post(`/passkeys/new?name=${encodeURIComponent(form.elements.name.value || "passkey")}`, credential.toJSON());
      location.reload();
    } catch {
      form.querySelector("[data-failed]").hidden = false;
    }
  });
}
