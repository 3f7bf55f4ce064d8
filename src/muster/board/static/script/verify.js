// The page Verify: fetches what is to be checked, and checks it here.

import { digits, number } from "./board.js";
import { canVerify, checkProof, consistent, cosigners, eventChecksum, fromBase64, fromHex, included, leafHash, readProof, signedCheckpoint, toBase64 } from "./merkle.js";

const PICKED = 12;
const page = document.getElementById("verify");
const words = JSON.parse(document.getElementById("verify-words").textContent);
const logKey = fromHex(page.dataset.log);
const REMEMBERED = `muster-checkpoint-${page.dataset.origin}`;

function list(name) {
  const node = page.querySelector(`[data-${name}]`);
  node.replaceChildren();
  return (text, look) => {
    const item = document.createElement("li");
    item.dataset.look = look;
    item.textContent = text;
    node.append(item);
  };
}

const told = (text, value) => text.replace("{n}", value);

async function fetched(path) {
  const answer = await fetch(path, { credentials: "same-origin", headers: { Accept: "application/json" } });
  const read = await answer.json();
  if (!answer.ok) throw new Error(read.detail ?? String(answer.status));
  return read;
}

function randomBelow(limit) {
  const [high, low] = crypto.getRandomValues(new Uint32Array(2));
  return (high * 2 ** 21 + (low >>> 11)) % limit;
}

async function checkLog() {
  const say = list("log-checks");
  if (!(await canVerify())) {
    say(words.no_ed25519, "stop");
    return;
  }
  let newest;
  try {
    newest = await fetched("/verify/newest");
  } catch {
    say(words.failed, "stop");
    return;
  }
  let point;
  try {
    point = await signedCheckpoint(newest.note, logKey);
  } catch {
    say(words.bad_signature, "stop");
    return;
  }
  say(told(words.log_signed, number(point.size)), "good");
  const witnessed = await cosigners(point.note, newest.witnesses);
  say(witnessed.length ? told(words.witnessed, digits(witnessed.length)) : words.not_witnessed, witnessed.length ? "good" : "warn");
  if (!(await sinceLastLook(point, say))) return;
  const picked = Math.min(PICKED, point.size);
  for (let i = 0; i < picked; i += 1) {
    const seq = randomBelow(point.size);
    const leaf = await fetched(`/verify/leaves/${seq}?size=${point.size}`);
    const hash = await leafHash(fromHex(leaf.leaf));
    if (!(await included(hash, seq, point.size, leaf.path.map(fromHex), point.root))) {
      say(words.not_included, "stop");
      return;
    }
  }
  say(told(words.random, digits(picked)), "good");
}

async function sinceLastLook(point, say) {
  const known = JSON.parse(localStorage.getItem(REMEMBERED) ?? "null");
  let isSame = true;
  if (known === null) {
    say(words.first_look, "good");
  } else {
    isSame = known.size <= point.size;
    if (isSame) {
      const path = known.size === point.size ? [] : (await fetched(`/verify/consistency?old=${known.size}&new=${point.size}`)).path.map(fromHex);
      isSame = await consistent(known.size, point.size, path, fromBase64(known.root), point.root);
    }
    say(isSame ? told(words.grown, number(known.size)) : words.rewritten, isSame ? "good" : "stop");
  }
  if (isSame) localStorage.setItem(REMEMBERED, JSON.stringify({ size: point.size, root: toBase64(point.root) }));
  return isSame;
}

function sayProof(say, held) {
  say(held.log ? told(words.log_signed, number(held.size)) : words.bad_signature, held.log ? "good" : "stop");
  if (held.device !== null) say(held.device ? words.device_signed : words.bad_signature, held.device ? "good" : "stop");
  say(held.path ? words.included : words.not_included, held.path ? "good" : "stop");
}

async function checkEvent(id) {
  const say = list("event-checks");
  if (!(await canVerify())) {
    say(words.no_ed25519, "stop");
    return;
  }
  try {
    const sent = await fetched(`/verify/proofs/${id}`);
    const proof = readProof(sent.proof);
    const checksum = sent.event ? await eventChecksum(sent.event) : fromHex(sent.checksum);
    say(told(words.event_is, number(proof.index + 1)) + ` (${sent.type})`, "");
    if (!sent.event) say(words.checksum_only, "");
    sayProof(say, { ...(await checkProof(proof, checksum, logKey, fromHex(sent.public_key))), size: proof.size });
  } catch (error) {
    say(told(words.wrong, error.message), "stop");
  }
}

async function checkPapers(form) {
  const say = list("paper-checks");
  try {
    const proof = readProof(form.elements.proof.value);
    const raw = form.elements.event.value.trim();
    if (!raw) throw new Error("event.json");
    const device = form.elements.device.value.trim();
    const held = await checkProof(proof, await eventChecksum(raw), fromHex(form.elements.log.value.trim()), device ? fromHex(device) : null);
    sayProof(say, { ...held, size: proof.size });
  } catch (error) {
    say(told(words.wrong, error.message), "stop");
  }
}

page.querySelector("[data-check-log]").addEventListener("click", async (event) => {
  const button = event.currentTarget;
  button.setAttribute("aria-busy", "true");
  await checkLog().catch((error) => list("log-checks")(told(words.wrong, error.message), "stop"));
  button.removeAttribute("aria-busy");
});
page.querySelector("[data-check-event]").addEventListener("submit", (event) => {
  event.preventDefault();
  checkEvent(event.target.elements.event.value.trim());
});
page.querySelector("[data-check-papers]").addEventListener("submit", (event) => {
  event.preventDefault();
  checkPapers(event.target);
});
if (page.dataset.event) checkEvent(page.dataset.event);
