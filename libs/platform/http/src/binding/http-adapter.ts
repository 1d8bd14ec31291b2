import type { IncomingMessage } from 'node:http';
import { isIP, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { ConfigError } from '@chappe/config';
import { MatrixError } from '@chappe/matrix-api';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type {
  FastifyError,
  FastifyHttpOptions,
  FastifyInstance,
  FastifyReply,
  FastifyRequest,
  RawServerDefault,
} from 'fastify';
import { answerError, unexpectedError } from '../answer/answers.js';
import type { HttpConfig } from '../http.config.js';
import { LimitedBody } from '../request/limited-body.js';
import { KEEP_ALIVE_MS, PARAM_CHARACTERS_MAX, REQUEST_MS_MAX } from '../http.limits.js';

/**
 * Nest's HTTP server for the Matrix APIs. Bodies are left unread, because {@link EndpointServer} reads them after it
 * knows who asks. Unknown paths and failures are answered by {@link EndpointBinder} as the specification asks, so what
 * Nest would install for bodies, unknown paths and errors is not.
 */
export class HttpAdapter extends FastifyAdapter {
  constructor({ trustedProxies }: Pick<HttpConfig, 'trustedProxies'>) {
    super({
      trustProxy: checkProxies(trustedProxies),
      requestTimeout: REQUEST_MS_MAX,
      keepAliveTimeout: KEEP_ALIVE_MS,
      return503OnClosing: false,
      exposeHeadRoutes: false,
      routerOptions: { maxParamLength: PARAM_CHARACTERS_MAX },
      http: { requireHostHeader: false },
      frameworkErrors: (error: FastifyError, _request: FastifyRequest, reply: FastifyReply) => {
        answerError(reply, urlRefusal(error), false);
      },
      clientErrorHandler: refuseUnreadable,
      skipMiddie: true,
    } as FastifyHttpOptions<RawServerDefault>);
    const fastify = this.getInstance();
    fastify.removeAllContentTypeParsers();
    fastify.addContentTypeParser('*', (_request, _payload, done) => done(null));
    // Clients send all kinds of content types with JSON; Fastify would refuse those that break the grammar.
    fastify.addHook('onRequest', (request, reply, done) => {
      if (!hasOneHost(request.raw)) {
        answerError(reply, new MatrixError('M_UNKNOWN', 'A request has one Host header', { status: 400 }), true);
        return;
      }
      if (request.raw.headers['content-type'] !== undefined) request.raw.headers['content-type'] = undefined;
      done();
    });
    // What is expected beyond 100-continue may be passed over (RFC 9110 section 10.1.1); Node would refuse without a
    // body.
    fastify.server.on('checkExpectation', (request, answer) => fastify.server.emit('request', request, answer));
    fastify.server.on('connect', (_request, socket) => {
      writeRefusal(socket, '405 Method Not Allowed', MatrixError.unrecognized(405));
    });
  }

  override registerParserMiddleware(): void {}

  override setNotFoundHandler(): FastifyInstance {
    return this.getInstance();
  }

  override setErrorHandler(): FastifyInstance {
    return this.getInstance();
  }
}

/** Who leaves it out, or names two, may mean another server for every proxy on the way (RFC 9112 section 3.2). */
function hasOneHost({ rawHeaders, httpVersion }: IncomingMessage): boolean {
  let hosts = 0;
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = rawHeaders[at] ?? '';
    if (name.length === 4 && name.toLowerCase() === 'host') hosts += 1;
  }
  return hosts === 1 || (hosts === 0 && httpVersion === '1.0');
}

/** Each an address or a network in CIDR notation. */
function checkProxies(proxies: readonly string[]): string[] | false {
  for (const proxy of proxies) {
    const [address = '', prefix = '0', ...rest] = proxy.split('/');
    const bitsMax = { 0: -1, 4: 32, 6: 128 }[isIP(address)] ?? -1;
    if (rest.length > 0 || !/^\d+$/.test(prefix) || Number(prefix) > bitsMax) {
      throw new ConfigError(`the setting "http.trustedProxies" holds "${proxy}", which is no address or network`);
    }
  }
  return proxies.length > 0 ? [...proxies] : false;
}

/** Errors before a route was found: malformed percent-encoding, or a parameter that is too long. */
function urlRefusal(error: FastifyError): MatrixError {
  if (error.code === 'FST_ERR_BAD_URL') return MatrixError.invalidParam('The path is not valid percent-encoded UTF-8');
  if (error.code === 'FST_ERR_MAX_PARAM_LENGTH') {
    return new MatrixError('M_TOO_LARGE', 'A path parameter is too long', { status: 414 });
  }
  return unexpectedError();
}

/** By what Node's parser found. */
const STATUS_LINES: Readonly<Record<string, string>> = {
  HPE_HEADER_OVERFLOW: '431 Request Header Fields Too Large',
  HPE_CHUNK_EXTENSIONS_OVERFLOW: '413 Payload Too Large',
  ERR_HTTP_REQUEST_TIMEOUT: '408 Request Timeout',
};

/** What is no HTTP, too much of it or too slow: answered as far as the socket still takes an answer. */
function refuseUnreadable(error: Error & { readonly code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || socket.destroyed) return;
  if (error.code === 'ERR_HTTP_REQUEST_TIMEOUT' && LimitedBody.isOn(socket)) return;
  const refusal = new MatrixError('M_UNKNOWN', 'The request is not valid HTTP, is too large or took too long');
  if (socket.writable) writeRefusal(socket, STATUS_LINES[error.code ?? ''] ?? '400 Bad Request', refusal);
  socket.destroySoon();
}

function writeRefusal(socket: Duplex, status: string, error: MatrixError): void {
  const body = JSON.stringify(error.toBody());
  socket.end(
    `HTTP/1.1 ${status}\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n` +
      `access-control-allow-origin: *\r\nconnection: close\r\n\r\n${body}`,
  );
}
