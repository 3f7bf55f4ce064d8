// A trip: boarding by scanning or tapping, examinations, acceptances.
//
// What was scanned is kept until the server has it: without a connection it waits here, and is sent
// again with the same key, so that nobody boards twice.

import { ask, digits, freshKey, number, refuse, tell } from "./board.js";
import { readWristband } from "./wristband.js";

const RETRY_MS = 3000;
const KNOWN_PREFIXES = ["muster:", "MUSTER:"];
const queue = [];
let sending = false;

/** The person that a code names: a bare id, `muster:ID`, or an address that ends in /people/ID. */
export function personOf(code) {
  let text = code.trim();
  const path = /\/people\/([^/?#\s]+)/.exec(text);
  if (path) return decodeURIComponent(path[1]);
  for (const prefix of KNOWN_PREFIXES) if (text.startsWith(prefix)) text = text.slice(prefix.length);
  const named = /(?:^|\n)person[=:]\s*(\S+)/i.exec(text);
  if (named) return named[1];
  return text.split(/\s/)[0];
}

const words = () => JSON.parse(document.getElementById("scan-words")?.textContent ?? "{}");
const rowOf = (person) => document.querySelector(`.riders [data-person="${CSS.escape(person)}"]`);

function say(person, text, look) {
  const box = document.querySelector("[data-last]");
  if (!box) return;
  box.hidden = false;
  box.dataset.look = look;
  box.querySelector("[data-who]").textContent = person;
  box.querySelector("[data-how]").textContent = text;
}

function scan(code) {
  const band = readWristband(code);
  if (band?.isMisread) {
    say("", words().misread, "stop");
    return;
  }
  if (band && band.trip !== document.getElementById("trip").dataset.trip) {
    say(band.person, words().elsewhere, "stop");
    return;
  }
  const person = band ? band.person : personOf(code);
  if (!person) return;
  const row = rowOf(person);
  if (row && row.dataset.status === "aboard") {
    say(person, words().twice, "warn");
    return;
  }
  if (queue.some((each) => each.person === person)) return;
  queue.push({ person, key: freshKey() });
  if (row) row.dataset.sending = "";
  say(person, words().sending, "");
  drain();
}

async function drain() {
  if (sending || !queue.length) return;
  sending = true;
  const form = document.querySelector("[data-scan]");
  const next = queue[0];
  const path = form ? form.dataset.path : document.getElementById("trip").dataset.path;
  const answer = await ask("POST", path, { people: [next.person] }, next.key);
  sending = false;
  if (answer.status === 0 || answer.status >= 502) {
    say(next.person, `${words().waiting} (${digits(queue.length)})`, "warn");
    setTimeout(drain, RETRY_MS);
    return;
  }
  queue.shift();
  const row = rowOf(next.person);
  if (row) delete row.dataset.sending;
  if (answer.ok) {
    boarded(next.person, row);
  } else {
    const breaches = answer.body?.breaches ?? [];
    say(next.person, row ? `${words().refused}: ${breaches.map((each) => each.rule).join(", ")}` : words().unlisted, "stop");
    navigator.vibrate?.([200, 100, 200]);
    if (row) refuse(answer);
  }
  drain();
}

function boarded(person, row) {
  say(person, words().aboard, "good");
  navigator.vibrate?.(60);
  if (row) {
    row.dataset.status = "aboard";
    const button = row.querySelector("button.rider");
    if (button) {
      const mark = button.querySelector(".mark");
      mark.className = "mark good";
      mark.textContent = words().aboard;
      button.disabled = true;
    }
  }
  const aboard = document.querySelectorAll('.riders [data-status="aboard"]').length;
  const shown = document.querySelector("[data-aboard]");
  if (shown) shown.textContent = number(aboard);
}

document.addEventListener("submit", (event) => {
  const form = event.target.closest("[data-scan]");
  if (!form) return;
  event.preventDefault();
  const field = form.querySelector("#code");
  scan(field.value);
  field.value = "";
  field.focus();
});

document.addEventListener("click", (event) => {
  const tapped = event.target.closest("[data-board]");
  if (tapped && !tapped.disabled) scan(tapped.dataset.board);
  const camera = event.target.closest("[data-camera]");
  if (camera) watch(camera.closest("[data-scan]"));
});

// a keyboard scanner types wherever the focus is: keys that no field takes go to the code
document.addEventListener("keydown", (event) => {
  const field = document.getElementById("code");
  if (!field || event.ctrlKey || event.metaKey || event.altKey || event.key.length !== 1) return;
  if (event.target.closest("input, textarea, select, button, dialog[open], summary, a")) return;
  field.focus();
});

// the camera, where the browser can read codes itself
const canRead = "BarcodeDetector" in window && Boolean(navigator.mediaDevices?.getUserMedia);
function offerCamera() {
  for (const button of document.querySelectorAll("[data-camera]")) button.hidden = !canRead;
}
offerCamera();
document.addEventListener("htmx:afterSettle", offerCamera);

async function watch(form) {
  const view = form.querySelector("[data-view]");
  if (!view.hidden) {
    stopWatching(view);
    return;
  }
  try {
    view.srcObject = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
  } catch {
    say("", words().gone, "warn");
    return;
  }
  view.hidden = false;
  await view.play();
  const reader = new BarcodeDetector({ formats: ["qr_code", "code_128"] });
  let last = "";
  const look = async () => {
    if (view.hidden || !view.isConnected) return;
    const found = await reader.detect(view).catch(() => []);
    if (found.length && found[0].rawValue !== last) {
      last = found[0].rawValue;
      scan(last);
    }
    setTimeout(look, 150);
  };
  look();
}

function stopWatching(view) {
  for (const track of view.srcObject?.getTracks() ?? []) track.stop();
  view.hidden = true;
}

// forms whose values are gathered from the list rather than from fields
document.addEventListener("submit", async (event) => {
  const form = event.target.closest("[data-examine], [data-accept]");
  if (!form) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  const [method, path] = form.dataset.api.split(" ");
  const sent = form.matches("[data-examine]") ? examinations() : acceptance(form);
  const button = form.querySelector("button");
  button.setAttribute("aria-busy", "true");
  const answer = await ask(method, path, sent, (form.dataset.key ??= freshKey()));
  button.removeAttribute("aria-busy");
  if (answer.status !== 0) delete form.dataset.key;
  if (answer.ok) location.reload();
  else refuse(answer);
}, true);

function examinations() {
  const rows = [...document.querySelectorAll('.riders [data-status="aboard"]')].filter((row) => row.querySelector("[data-injuries]"));
  return {
    people: rows.map((row) => ({
      person: row.dataset.person,
      injuries: row.querySelector("[data-injuries]").checked,
      complaints: row.querySelector("[data-complaints]").checked,
    })),
  };
}

function acceptance(form) {
  const offered = JSON.parse(document.getElementById("offered").textContent);
  const except = form.elements.except.value.split(/[\s,;]+/).filter(Boolean);
  const reason = form.elements.reason.value;
  const exceptions = Object.fromEntries(except.map((person) => [person, reason]));
  return { people: offered.filter((person) => !except.includes(person)), exceptions };
}

tell("");
window.addEventListener("beforeunload", (event) => {
  if (queue.length) event.preventDefault();
});
