// A wristband's code, `muster:PERSON TRIP CHECK`, as muster.operations.wristband makes it.

const FORM = /^muster:(\S+) (\S+) ([0-9a-f]{8})$/i;
const POLYNOMIAL = 0xedb88320;

/** CRC-32 of a text (ISO/IEC 3309), in hex. */
function check(text) {
  let crc = 0xffffffff;
  for (const byte of new TextEncoder().encode(text)) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? POLYNOMIAL : 0);
  }
  return ((crc ^ 0xffffffff) >>> 0).toString(16).padStart(8, "0");
}

/** Who and which trip; `isMisread` where the check does not agree; null for what is no band. */
export function readWristband(code) {
  const text = code.trim();
  const parts = FORM.exec(text);
  if (!parts) return null;
  if (check(text.slice(0, -9)) !== parts[3].toLowerCase()) return { isMisread: true };
  return { isMisread: false, person: decodeURIComponent(parts[1]), trip: decodeURIComponent(parts[2]) };
}
