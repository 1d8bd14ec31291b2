const KEY = Buffer.from('"state_key":"');
const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/**
 * Texts that stand behind `"state_key":` anywhere in the bytes of an event: the event's state key is among them.
 * Finding them costs a search, not a parse, so that member events about users of other replicas cost next to nothing.
 */
export function stateKeyCandidates(payload: Uint8Array): string[] {
  const bytes = Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength);
  const found: string[] = [];
  for (let at = bytes.indexOf(KEY); at >= 0; at = bytes.indexOf(KEY, at + 1)) {
    const start = at + KEY.length;
    const end = endOfText(bytes, start);
    if (end < 0) return found;
    const raw = bytes.toString('utf8', start, end);
    // oxlint-disable-next-line no-restricted-properties -- one string without keys
    found.push(raw.includes('\\') ? (JSON.parse(`"${raw}"`) as string) : raw);
  }
  return found;
}

/** Where the closing quote stands; -1 without one. */
function endOfText(bytes: Buffer, start: number): number {
  for (let i = start; i < bytes.length; i++) {
    if (bytes[i] === QUOTE) return i;
    if (bytes[i] === BACKSLASH) i++;
  }
  return -1;
}
