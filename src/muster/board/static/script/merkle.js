// Merkle proofs and signatures, checked with WebCrypto alone: RFC 6962, RFC 9162, Sigsum, C2SP notes.
// Nothing here asks a server; everything is given.

const utf8 = new TextEncoder();
const LEAF_NAMESPACE = utf8.encode("sigsum.org/v1/tree-leaf\0");
export const ORIGIN = "sigsum.org/v1/tree/";

export function fromHex(text) {
  if (!/^(?:[0-9a-f]{2})*$/.test(text)) throw new Error("no hex");
  return Uint8Array.from(text.match(/../g) ?? [], (byte) => parseInt(byte, 16));
}

export const toHex = (bytes) => [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
export const fromBase64 = (text) => Uint8Array.from(atob(text), (char) => char.charCodeAt(0));
export const toBase64 = (bytes) => btoa(String.fromCharCode(...bytes));

export function joined(...parts) {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

export const same = (a, b) => a.length === b.length && a.every((byte, i) => byte === b[i]);
export const sha256 = async (bytes) => new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
export const leafHash = (leaf) => sha256(joined(Uint8Array.of(0), leaf));
export const nodeHash = (left, right) => sha256(joined(Uint8Array.of(1), left, right));

export async function ed25519(key, signature, signed) {
  const imported = await crypto.subtle.importKey("raw", key, { name: "Ed25519" }, false, ["verify"]);
  return crypto.subtle.verify({ name: "Ed25519" }, imported, signature, signed);
}

/** Whether this browser can check signatures at all. */
export async function canVerify() {
  try {
    // RFC 8032, section 7.1, test 1
    const key = fromHex("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a");
    const signature = fromHex("e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b");
    return await ed25519(key, signature, new Uint8Array());
  } catch {
    return false;
  }
}

/** RFC 9162, section 2.1.3.2. Numbers stay below 2^53, so no bit operators, which stop at 32. */
export async function included(hash, index, size, path, root) {
  if (index < 0 || index >= size) return false;
  let inner = index;
  let last = size - 1;
  let hashed = hash;
  for (const step of path) {
    if (last === 0) return false;
    if (inner % 2 === 1 || inner === last) {
      hashed = await nodeHash(step, hashed);
      while (inner % 2 === 0 && inner !== 0) {
        inner = Math.floor(inner / 2);
        last = Math.floor(last / 2);
      }
    } else {
      hashed = await nodeHash(hashed, step);
    }
    inner = Math.floor(inner / 2);
    last = Math.floor(last / 2);
  }
  return last === 0 && same(hashed, root);
}

/** RFC 9162, section 2.1.4.2. */
export async function consistent(old, size, path, oldRoot, root) {
  if (old === size) return path.length === 0 && same(oldRoot, root);
  if (old < 1 || old > size) return false;
  const isPower = Number.isInteger(Math.log2(old));
  const steps = isPower ? [oldRoot, ...path] : [...path];
  if (!steps.length) return false;
  let inner = old - 1;
  let last = size - 1;
  while (inner % 2 === 1) {
    inner = Math.floor(inner / 2);
    last = Math.floor(last / 2);
  }
  let first = steps[0];
  let second = steps[0];
  for (const step of steps.slice(1)) {
    if (last === 0) return false;
    if (inner % 2 === 1 || inner === last) {
      first = await nodeHash(step, first);
      second = await nodeHash(step, second);
      while (inner % 2 === 0 && inner !== 0) {
        inner = Math.floor(inner / 2);
        last = Math.floor(last / 2);
      }
    } else {
      second = await nodeHash(second, step);
    }
    inner = Math.floor(inner / 2);
    last = Math.floor(last / 2);
  }
  return last === 0 && same(first, oldRoot) && same(second, root);
}

export const originOf = async (key) => ORIGIN + toHex(await sha256(key));
export const checkpointText = (origin, size, root) => `${origin}\n${size}\n${toBase64(root)}\n`;

/** A signed note: its text, and lines of {name, id, signature}. */
export function readNote(raw) {
  const cut = raw.lastIndexOf("\n\n");
  if (cut < 0) throw new Error("no signatures");
  const lines = raw.slice(cut + 2).trimEnd().split("\n").map((line) => {
    const [, name, encoded] = /^— (\S+) (\S+)$/.exec(line) ?? [];
    if (!name) throw new Error("no signature line");
    const bytes = fromBase64(encoded);
    return { name, id: bytes.slice(0, 4), signature: bytes.slice(4) };
  });
  return { text: raw.slice(0, cut + 1), lines };
}

/** The checkpoint of a note that the log of a key signed: {size, root}; an Error otherwise. */
export async function signedCheckpoint(raw, key) {
  const note = readNote(raw);
  const [origin, size, root] = note.text.split("\n");
  if (origin !== (await originOf(key))) throw new Error("another log");
  for (const line of note.lines.filter((each) => each.name === origin)) {
    if (await ed25519(key, line.signature, utf8.encode(note.text))) {
      return { origin, size: Number(size), root: fromBase64(root), note };
    }
  }
  throw new Error("signature");
}

/** Names of witnesses, of some verifier keys, whose cosignature on a note is good. */
export async function cosigners(note, keys) {
  const good = [];
  for (const text of keys) {
    const name = text.slice(0, text.indexOf("+"));
    const key = fromBase64(text.slice(text.lastIndexOf("+") + 1)).slice(1);
    for (const line of note.lines.filter((each) => each.name === name && each.signature.length === 72)) {
      const time = new DataView(line.signature.buffer, line.signature.byteOffset, 8).getBigUint64(0);
      const signed = utf8.encode(`cosignature/v1\ntime ${time}\n${note.text}`);
      if (await ed25519(key, line.signature.slice(8), signed)) good.push(name);
    }
  }
  return good;
}

/** A Sigsum proof, version 2, from its text. */
export function readProof(text) {
  const found = { cosignatures: [], path: [] };
  for (const line of text.trim().split("\n")) {
    if (!line.trim()) continue;
    const cut = line.indexOf("=");
    if (cut < 0) throw new Error(line.slice(0, 40));
    const name = line.slice(0, cut);
    const value = line.slice(cut + 1).trim();
    if (name === "cosignature") found.cosignatures.push(value.split(" "));
    else if (name === "node_hash") found.path.push(fromHex(value));
    else found[name] = value;
  }
  if (found.version !== "2") throw new Error("version");
  const [device, signature] = found.leaf.split(" ");
  return {
    log: found.log,
    device: fromHex(device),
    signature: fromHex(signature),
    size: Number(found.size),
    root: fromHex(found.root_hash),
    signed: fromHex(found.signature),
    index: Number(found.leaf_index ?? 0),
    path: found.path,
    cosignatures: found.cosignatures,
  };
}

/**
 * Check a proof. `checksum` is SHA-256 of SHA-256 of the event. Returns what holds, each true or
 * false: log (its signature on the root), device (its signature on the event), path.
 */
export async function checkProof(proof, checksum, logKey, deviceKey) {
  const origin = await originOf(logKey);
  const text = checkpointText(origin, proof.size, proof.root);
  const isLogs = origin === ORIGIN + proof.log;
  const log = isLogs && (await ed25519(logKey, proof.signed, utf8.encode(text)));
  const named = deviceKey && same(await sha256(deviceKey), proof.device);
  const device = deviceKey ? named && (await ed25519(deviceKey, proof.signature, joined(LEAF_NAMESPACE, checksum))) : null;
  const leaf = joined(checksum, proof.signature, proof.device);
  const path = await included(await leafHash(leaf), proof.index, proof.size, proof.path, proof.root);
  return { log, device, path };
}

export const eventChecksum = async (raw) => sha256(await sha256(utf8.encode(raw)));
