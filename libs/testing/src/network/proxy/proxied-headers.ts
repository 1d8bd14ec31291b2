import type { IncomingMessage } from 'node:http';

/** They speak about one connection, not about the message (RFC 9110 section 7.6.1). */
const HOP_BY_HOP = new Set([
  'connection',
  'expect',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

/** What a client may not tell a replica about where a request comes from. */
const OURS = new Set(['forwarded', 'x-forwarded-for', 'x-forwarded-host', 'x-forwarded-proto', 'x-real-ip']);

/** Headers of a request as a replica gets them, names and values in turn. */
export function requestHeaders(request: IncomingMessage): string[] {
  const headers = endToEnd(request).filter(([name]) => !OURS.has(name.toLowerCase()));
  // Without a length the body goes in chunks again.
  if (request.headers['transfer-encoding'] !== undefined) headers.push(['transfer-encoding', 'chunked']);
  headers.push(['x-forwarded-for', request.socket.remoteAddress ?? ''], ['x-forwarded-proto', 'http']);
  return headers.flat();
}

/** Headers of an answer as the client gets them, names and values in turn. */
export function answerHeaders(answer: IncomingMessage): string[] {
  return endToEnd(answer).flat();
}

function endToEnd({ rawHeaders, headers }: IncomingMessage): [string, string][] {
  const named = (headers.connection ?? '').split(',').map((name) => name.trim().toLowerCase());
  const kept: [string, string][] = [];
  for (let at = 0; at + 1 < rawHeaders.length; at += 2) {
    const name = rawHeaders[at] ?? '';
    const isHop = HOP_BY_HOP.has(name.toLowerCase()) || named.includes(name.toLowerCase());
    if (!isHop) kept.push([name, rawHeaders[at + 1] ?? '']);
  }
  return kept;
}
