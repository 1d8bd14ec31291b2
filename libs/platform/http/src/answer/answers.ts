import type { ServerResponse } from 'node:http';
import type { FastifyReply } from 'fastify';
import { MatrixError } from '@chappe/matrix-api';
import { DiskFullError, PostgresUnavailableError } from '@chappe/postgres';
import { LINGER_BYTES_MAX, LINGER_MS_MAX } from '../http.limits.js';
import { RawAnswer, RawJson, StreamAnswer, StreamedJson } from './raw-answers.js';
import { sendStream } from './send-stream.js';

/**
 * On every answer, errors included (client-server-api/#web-browser-clients). `retry-after` is exposed because scripts
 * cannot read it otherwise.
 */
const CORS: readonly string[] = [
  'access-control-allow-origin',
  '*',
  'access-control-allow-methods',
  'GET, POST, PUT, DELETE, OPTIONS',
  'access-control-allow-headers',
  'X-Requested-With, Content-Type, Authorization',
  'access-control-expose-headers',
  'Retry-After',
];

/** Nothing we answer is to be guessed at or run by a browser. */
const JSON_HEADERS: readonly string[] = [
  ...CORS,
  'x-content-type-options',
  'nosniff',
  'content-security-policy',
  "default-src 'none'; frame-ancestors 'none'",
  'content-type',
  'application/json',
];

const NO_HEADERS: Readonly<Record<string, string>> = {};

/**
 * What a handler returned, as status, headers and body.
 * @param closing whether to end the connection afterwards
 * @returns the status, for a stream when all was sent; rejects with ClientGoneError or what the stream failed with
 */
export function answerWith(reply: FastifyReply, answer: unknown, closing: boolean): number | Promise<number> {
  if (answer instanceof StreamAnswer) return stream(reply, answer, closing);
  if (answer instanceof RawAnswer) {
    const { status, headers, body } = answer;
    write(reply, { status, headers, body, closing, preset: CORS });
    return status;
  }
  const json = answer instanceof RawJson ? answer.json : JSON.stringify(answer ?? {});
  write(reply, { status: 200, headers: NO_HEADERS, body: json, closing, preset: JSON_HEADERS });
  return 200;
}

/** The standard error response (client-server-api/#standard-error-response). @returns the status */
export function answerError(reply: FastifyReply, error: MatrixError, closing: boolean): number {
  const { status, headers } = error;
  write(reply, { status, headers, body: JSON.stringify(error.toBody()), closing, preset: JSON_HEADERS });
  return status;
}

/** A preflight request: no logic runs (client-server-api/#web-browser-clients). */
export function answerPreflight(reply: FastifyReply): void {
  write(reply, { status: 204, headers: { 'access-control-max-age': '86400' }, body: '', closing: false, preset: CORS });
}

/** What leaves when an unexpected error happened: nothing about it. */
export function unexpectedError(): MatrixError {
  return new MatrixError('M_UNKNOWN', 'Internal server error');
}

/** What leaves when a handler failed: of an outage, that the client shall try again. */
export function failureOf(error: unknown): MatrixError {
  if (error instanceof PostgresUnavailableError)
    return MatrixError.unavailable('The server cannot reach its database, try again');
  if (error instanceof DiskFullError)
    return MatrixError.unavailable('The disk of the server is full: it stores nothing until there is room');
  return unexpectedError();
}

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Buffer;
  /** Whether to end the connection afterwards. */
  readonly closing: boolean;
  readonly preset: readonly string[];
}

/** Past Fastify's serialisation and hooks, which nothing here needs. */
function write(reply: FastifyReply, answer: Answer): void {
  const { raw } = reply;
  reply.hijack();
  if (raw.headersSent || raw.destroyed) return;
  const headers = headersOf(answer);
  if (answer.status !== 204) headers.push('content-length', String(Buffer.byteLength(answer.body)));
  raw.writeHead(answer.status, headers);
  const isLast = answer.closing || answer.headers['connection'] === 'close';
  if (isLast && !raw.req.complete) endLingering(raw, answer.body);
  else raw.end(answer.body);
}

/**
 * Ends an answer after which the connection is closed while the client still sends: what comes is thrown away for a
 * while first. Closing at once would reset the connection, and the client, or a proxy in between, might lose the answer
 * (RFC 9112 section 9.6).
 */
function endLingering(raw: ServerResponse, body: string | Buffer): void {
  let leftBytes = LINGER_BYTES_MAX;
  const end = (): void => void raw.end();
  raw.write(body);
  raw.setTimeout(LINGER_MS_MAX, end);
  raw.req.on('end', end).on('close', end).on('error', end);
  raw.req.on('data', (chunk: Buffer) => {
    leftBytes -= chunk.length;
    if (leftBytes < 0) end();
  });
  raw.req.resume();
}

async function stream(reply: FastifyReply, answer: StreamAnswer, closing: boolean): Promise<number> {
  const { raw } = reply;
  const { status, headers, body } = answer;
  const preset = answer instanceof StreamedJson ? JSON_HEADERS : CORS;
  reply.hijack();
  const length = headers['content-length'];
  if (!raw.destroyed) raw.writeHead(status, headersOf({ headers, closing, preset }));
  if (raw.req.method === 'HEAD') {
    body.destroy();
    raw.end();
    return status;
  }
  await sendStream(raw, body, length === undefined ? undefined : Number(length));
  return status;
}

function headersOf({ preset, headers, closing }: Pick<Answer, 'preset' | 'headers' | 'closing'>): string[] {
  const all = [...preset];
  for (const name in headers) all.push(name, headers[name] ?? '');
  if (closing && headers['connection'] === undefined) all.push('connection', 'close');
  return all;
}
