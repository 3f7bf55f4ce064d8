// Every page: live news, forms that call the API, and the dialog in which rules say no.

const words = JSON.parse(document.getElementById("words").textContent);
const body = document.body;

export const csrf = body.dataset.csrf;

/** Text in the reader's numerals. */
export function digits(text) {
  const shown = String(text);
  if (body.dataset.numerals !== "arab") return shown;
  return shown.replace(/[0-9]/g, (d) => "٠١٢٣٤٥٦٧٨٩"[Number(d)]);
}

/** A whole number in the reader's numerals. */
export function number(value) {
  const shown = Math.round(value).toLocaleString("en-GB");
  return body.dataset.numerals === "arab" ? digits(shown).replaceAll(",", "٬") : shown;
}

/** Tell whoever listens instead of looking. */
export function tell(text) {
  document.getElementById("said").textContent = text;
}

/** A random key by which the server knows a request that it has seen. */
export function freshKey() {
  if (crypto.randomUUID) return crypto.randomUUID();
  return [...crypto.getRandomValues(new Uint8Array(16))].map((b) => b.toString(16).padStart(2, "0")).join("");
}

/**
 * Ask the API to do something. Returns {ok, status, body}; status 0 where nothing was reached.
 * The same key asks for the same thing again, and it is done once.
 */
export async function ask(method, path, sent, key = freshKey(), more = {}) {
  const headers = { "X-CSRF-Token": csrf, "Idempotency-Key": key, Accept: "application/json", ...more };
  const init = { method, headers, credentials: "same-origin" };
  if (sent !== undefined) {
    headers["Content-Type"] = "application/json";
    init.body = JSON.stringify(sent);
  }
  try {
    const answer = await fetch(path, init);
    const text = await answer.text();
    let read = null;
    try {
      read = text ? JSON.parse(text) : null;
    } catch {
      read = { detail: text.slice(0, 400) };
    }
    return { ok: answer.ok, status: answer.status, body: read };
  } catch {
    return { ok: false, status: 0, body: { detail: words.offline } };
  }
}

/** Show what the rules refused, or why something failed. */
export function refuse(answer) {
  const dialog = document.getElementById("refusal");
  const problem = answer.body ?? {};
  const breaches = problem.breaches ?? [];
  document.getElementById("refusal-title").textContent = breaches.length ? words.refused : words.failed;
  const text = document.getElementById("refusal-text");
  text.replaceChildren();
  for (const each of breaches) {
    const part = document.createElement("div");
    part.className = "message stop";
    const rule = document.createElement("p");
    const strong = document.createElement("b");
    strong.textContent = each.rule;
    rule.append(strong, " ", words.rules[each.rule] ?? "");
    const found = document.createElement("p");
    found.className = "note";
    found.lang = "en";
    found.dir = "ltr";
    found.textContent = each.text;
    part.append(rule, found);
    text.append(part);
  }
  if (!breaches.length) {
    const found = document.createElement("p");
    found.lang = "en";
    found.dir = "auto";
    found.textContent = problem.detail ?? String(answer.status);
    text.append(found);
  }
  dialog.showModal();
}

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-close]")) event.target.closest("dialog").close();
});

/** The values of a form as JSON: numbers, lists (data-list by words, data-lines) and yes or no as what they are. */
export function valuesOf(form) {
  const sent = {};
  for (const field of form.elements) {
    if (!field.name || field.name === "csrf" || field.name === "next" || field.disabled) continue;
    if (field.type === "radio" && !field.checked) continue;
    if (field.type === "checkbox") {
      if (field.dataset.many !== undefined) {
        if (field.checked) (sent[field.name] ??= []).push(field.value);
        else sent[field.name] ??= [];
      } else sent[field.name] = field.checked;
    } else if (field.dataset.lines !== undefined) {
      sent[field.name] = field.value.split("\n").map((line) => line.trim()).filter(Boolean);
    } else if (field.dataset.list !== undefined) {
      sent[field.name] = field.value.split(/[\s,;]+/).filter(Boolean);
    } else if (field.type === "number" || field.dataset.number !== undefined) {
      if (field.value !== "") sent[field.name] = Number(field.value);
    } else if (field.type === "datetime-local") {
      if (field.value) sent[field.name] = field.value + ":00" + (field.dataset.offset ?? "Z");
    } else if (field.value !== "" || field.required) sent[field.name] = field.value;
  }
  return sent;
}

/** The path with `{name}` as a form's value has it, which is then no longer sent in the body. */
function pathWith(path, sent) {
  return path.replace(/\{(\w+)\}/g, (_, name) => {
    const value = encodeURIComponent(sent[name]);
    delete sent[name];
    return value;
  });
}

// <form data-api="POST /api/v1/...">: sent as JSON; then the page is shown anew, or `data-then`.
document.addEventListener("submit", async (event) => {
  const form = event.target.closest("form[data-api]");
  if (!form) return;
  event.preventDefault();
  const [method, path] = form.dataset.api.split(" ");
  const sent = valuesOf(form);
  const button = event.submitter ?? form.querySelector("button");
  button?.setAttribute("aria-busy", "true");
  const key = (form.dataset.key ??= freshKey());
  const answer = await ask(method, pathWith(path, sent), sent, key);
  button?.removeAttribute("aria-busy");
  if (answer.status !== 0) delete form.dataset.key;
  if (!answer.ok) {
    refuse(answer);
    return;
  }
  tell(words.done);
  if (form.dataset.event) {
    form.dispatchEvent(new CustomEvent(form.dataset.event, { bubbles: true, detail: answer.body }));
    return;
  }
  const then = form.dataset.then;
  if (then && then !== location.pathname) location.assign(then);
  else location.reload();
});

// live: news of the record makes parts of the page load anew, not all pages at once
const live = document.getElementById("live");
const SOONEST_MS = 2000;
const SPREAD_MS = 3000;
let waiting = null;

function newsCame(events) {
  document.dispatchEvent(new CustomEvent("muster:events", { detail: events }));
  if (waiting !== null || document.hidden) return;
  waiting = setTimeout(() => {
    waiting = null;
    if (document.querySelector("dialog[open], details[open].busy, :focus:is(input, textarea, select)")) return;
    body.dispatchEvent(new CustomEvent("muster:news", { bubbles: true }));
  }, SOONEST_MS + Math.random() * SPREAD_MS);
}

function say(state, text) {
  live.dataset.state = state;
  live.querySelector("span").textContent = text;
  live.title = text;
}

if (live && window.EventSource) {
  const stream = new EventSource("/api/v1/events/stream");
  stream.addEventListener("open", () => say("on", words.live));
  stream.addEventListener("error", () => say("off", words.no_live));
  stream.addEventListener("record", (event) => {
    let read = {};
    try {
      read = JSON.parse(event.data);
    } catch {
      read = {};
    }
    newsCame(read.events ?? []);
  });
}

document.addEventListener("visibilitychange", () => {
  if (!document.hidden) body.dispatchEvent(new CustomEvent("muster:news", { bubbles: true }));
});
document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of document.querySelectorAll("details.menu[open]")) menu.open = false;
});

// a step bar that is wider than a phone shows the step that one is at
const step = document.querySelector('.steps [aria-current="step"]');
if (step) {
  const bar = step.parentElement;
  bar.scrollLeft += step.getBoundingClientRect().left - bar.getBoundingClientRect().left - bar.clientWidth / 3;
}
