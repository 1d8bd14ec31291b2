/** Where a request wants to go. */
export interface Target {
  /** Path and query, as they are sent on. */
  readonly text: string;
  /** Decoded path without query, for the routing table. */
  readonly path: string;
}

/** Health, readiness and metrics of the processes: for those who run the platform, not for the outside. */
const OPERATIONS = /^\/+_chappe(\/|$)/;

/** @returns undefined for what nobody outside may ask for, and for what is no path */
export function readTarget(url: string): Target | undefined {
  // The absolute form, which servers must accept (RFC 9112 section 3.2.2).
  const text = url.replace(/^https?:\/\/[^/?#]*/i, '');
  if (!text.startsWith('/')) return undefined;
  const path = decode(text.split(/[?#]/, 1)[0] ?? '');
  return OPERATIONS.test(path) ? undefined : { text, path };
}

/** As the servers do it; a path that cannot be decoded is refused by them. */
function decode(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
