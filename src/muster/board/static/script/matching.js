// Two records side by side: one key an answer; a search sends its text in the body, never in a URL.

import { ask, refuse } from "./board.js";

const answers = document.getElementById("answers");
let busy = false;

async function send(path, sent, then) {
  if (busy) return;
  busy = true;
  const answer = await ask("POST", path, sent);
  if (answer.ok) location.assign(then);
  else {
    busy = false;
    refuse(answer);
  }
}

function decide(answer) {
  const { path, then, a, b, side } = answers.dataset;
  const rows = answer === "nobody" ? { a: side === "a" ? a : "", b: side === "b" ? b : "" } : { a, b };
  send(`${path}/decisions`, { ...rows, answer }, then);
}

function undo(button) {
  send(`${button.dataset.path}/undoings`, {}, button.dataset.then);
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-answer]");
  if (button) decide(button.dataset.answer);
  const back = event.target.closest("[data-undo]");
  if (back) undo(back);
});

const KEYS = { s: "same", n: "different", u: "unclear", x: "nobody" };

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
  if (event.target.closest("input, textarea, select, dialog[open]")) return;
  const button = document.querySelector(`[data-answer="${KEYS[event.key.toLowerCase()]}"]`);
  if (button) decide(button.dataset.answer);
  else if (event.key === "z") undo(document.querySelector("[data-undo]"));
  else if (event.key === ".") document.querySelector("[data-later]")?.click();
  else if (event.key === "/") document.getElementById("text")?.focus();
  else if (/^[1-9]$/.test(event.key)) document.querySelectorAll("#found a")[Number(event.key) - 1]?.click();
  else return;
  event.preventDefault();
});

const form = document.getElementById("find");
form?.addEventListener("submit", async (event) => {
  event.preventDefault();
  const text = form.elements.text.value.trim();
  if (!text) return;
  const answer = await ask("POST", form.dataset.path, { side: form.dataset.side, text });
  if (!answer.ok) {
    refuse(answer);
    return;
  }
  const list = document.getElementById("found");
  list.replaceChildren(...answer.body.rows.map(line));
  document.getElementById("found-nobody").hidden = answer.body.rows.length > 0;
  form.elements.text.blur();
});

function line(row) {
  const item = document.createElement("li");
  const link = document.createElement("a");
  link.href = form.dataset.look + encodeURIComponent(row.id);
  const name = document.createElement("bdi");
  name.textContent = row.name || row.id;
  link.append(name);
  const beside = document.createElement("span");
  beside.className = "note";
  beside.textContent = ` ${[row.id, row.year || "", ...row.side].filter(Boolean).join(" · ")}`;
  item.append(link, beside);
  return item;
}
