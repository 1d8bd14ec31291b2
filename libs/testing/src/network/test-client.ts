/** Longest wait for an answer; long polls of the tests ask for less. */
const ANSWER_MS_MAX = 30_000;

export type Json = Record<string, unknown>;

export interface RequestOptions {
  readonly query?: Readonly<Record<string, string | number | boolean | undefined>>;
  /** Text and bytes are sent as they are, everything else as JSON. */
  readonly body?: unknown;
  /** Instead of the client's own; `null` sends none. */
  readonly token?: string | null;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}

export interface Answer<T = Json> {
  readonly status: number;
  readonly headers: Headers;
  readonly body: T;
}

/** A refusal as a test states it. */
export interface Refusal {
  readonly status: number;
  readonly errcode: unknown;
}

/** An answer that is no 2xx where one was expected. */
export class RefusedError extends Error {
  override readonly name = 'RefusedError';

  constructor(
    readonly request: string,
    readonly status: number,
    readonly body: Json,
  ) {
    super(`${request}: ${status} ${JSON.stringify(body)}`);
  }
}

export interface ClientSession {
  readonly baseUrl: string;
  readonly userId: string;
  readonly deviceId: string;
  readonly accessToken: string;
}

/** A device of a user that speaks the Client-Server API as plainly as the specification writes it. */
export class TestClient {
  constructor(readonly session: ClientSession) {}

  get userId(): string {
    return this.session.userId;
  }

  get deviceId(): string {
    return this.session.deviceId;
  }

  /**
   * @param target method and path, e.g. `GET /v3/account/whoami`: below `/_matrix/client` unless it begins with `/_`
   *   or `/.`
   */
  async send<T = Json>(target: string, options: RequestOptions = {}): Promise<Answer<T>> {
    const token = options.token === undefined ? this.session.accessToken : options.token;
    return sendRequest<T>(this.session.baseUrl, target, { ...options, token });
  }

  /** As {@link send}, and the answer must be 2xx. @throws RefusedError */
  async ask<T = Json>(target: string, body?: unknown, query?: RequestOptions['query']): Promise<T> {
    const answer = await this.send<T>(target, { ...(body !== undefined && { body }), ...(query && { query }) });
    if (answer.status >= 300) throw new RefusedError(target, answer.status, answer.body as Json);
    return answer.body;
  }

  /** As {@link send}, for a request that must be refused. */
  async refusal(target: string, body?: unknown, query?: RequestOptions['query']): Promise<Refusal> {
    const answer = await this.send(target, { ...(body !== undefined && { body }), ...(query && { query }) });
    return { status: answer.status, errcode: answer.body['errcode'] };
  }
}

/** One request to a server, with or without a token. Answers that are not JSON give `{}`. */
export async function sendRequest<T = Json>(
  baseUrl: string,
  target: string,
  options: RequestOptions = {},
): Promise<Answer<T>> {
  const [method = 'GET', path = '/'] = target.split(' ');
  const url = new URL(baseUrl + (/^\/[._]/.test(path) ? path : `/_matrix/client${path}`));
  for (const [key, value] of Object.entries(options.query ?? {})) {
    if (value !== undefined) url.searchParams.append(key, String(value));
  }
  const limit = AbortSignal.timeout(ANSWER_MS_MAX);
  const response = await fetch(url, {
    method,
    headers: headersOf(options),
    ...(options.body !== undefined && { body: textOf(options.body) }),
    signal: options.signal ? AbortSignal.any([options.signal, limit]) : limit,
  });
  return { status: response.status, headers: response.headers, body: parse(await response.text()) as T };
}

function headersOf({ token, body, headers }: RequestOptions): Record<string, string> {
  return {
    ...(typeof token === 'string' && { authorization: `Bearer ${token}` }),
    ...(body !== undefined && { 'content-type': 'application/json' }),
    ...headers,
  };
}

function textOf(body: unknown): string | Uint8Array<ArrayBuffer> {
  if (typeof body === 'string') return body;
  return body instanceof Uint8Array ? Uint8Array.from(body) : JSON.stringify(body);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}
