import { Inject, Injectable } from '@nestjs/common';
import { configOf } from '@chappe/config';
import { type EndpointAuth, MatrixError } from '@chappe/matrix-api';
import type { FastifyRequest } from 'fastify';
import type { Requester } from '../endpoint.js';
import { type HttpConfig, httpSection } from '../http.config.js';
import { clientAddress } from '../limits/client-address.js';
import { RateLimits } from '../limits/rate-limits.js';
import { AccessTokens } from './access-tokens.js';
import { bearerToken } from './bearer-token.js';

/** Who asks, and with which token. */
export interface Identified {
  readonly requester: Requester | undefined;
  /** Empty without one. */
  readonly accessToken: string;
}

const NOBODY: Identified = { requester: undefined, accessToken: '' };

/** Lets those in whom a definition's `auth` admits. */
@Injectable()
export class Guard {
  constructor(
    private readonly tokens: AccessTokens,
    private readonly limits: RateLimits,
    @Inject(configOf(httpSection)) private readonly config: HttpConfig,
  ) {}

  /**
   * @throws MatrixError M_MISSING_TOKEN, M_UNKNOWN_TOKEN, M_GUEST_ACCESS_FORBIDDEN for guests on endpoints that are
   *   not theirs (client-server-api/#guest-access), M_FORBIDDEN for others than administrators, M_LIMIT_EXCEEDED for
   *   too many tokens from one address that nobody holds
   */
  admit(auth: EndpointAuth, request: FastifyRequest): Promise<Identified> | Identified {
    if (auth === 'none') return NOBODY;
    const accessToken = this.#tokenOf(request);
    if (accessToken === undefined) {
      if (auth === 'optional') return NOBODY;
      throw MatrixError.missingToken();
    }
    const requester = this.tokens.known(accessToken);
    if (requester) return admitted(auth, requester, accessToken);
    return this.#ask(accessToken, request).then((asked) => admitted(auth, asked, accessToken));
  }

  /**
   * A token counts as unknown until the auth service has answered, so that parallel guesses do not get past the limit;
   * while it cannot answer, nobody is taken for a guesser.
   */
  async #ask(accessToken: string, { ip }: FastifyRequest): Promise<Requester> {
    const address = clientAddress(ip);
    await this.limits.take('unknownTokens', () => address);
    let isUnknown = false;
    try {
      return await this.tokens.ask(accessToken);
    } catch (error) {
      isUnknown = error instanceof MatrixError && error.errcode === 'M_UNKNOWN_TOKEN';
      throw error;
    } finally {
      if (!isUnknown) await this.limits.giveBack('unknownTokens', address);
    }
  }

  #tokenOf(request: FastifyRequest): string | undefined {
    const token = bearerToken(request.headers.authorization);
    if (token !== undefined || !this.config.accessTokenInQuery) return token;
    const inQuery = (request.query as Readonly<Record<string, unknown>>)['access_token'];
    return typeof inQuery === 'string' && inQuery !== '' ? inQuery : undefined;
  }
}

function admitted(auth: EndpointAuth, requester: Requester, accessToken: string): Identified {
  if (requester.isGuest && (auth === 'user' || auth === 'admin')) {
    throw new MatrixError('M_GUEST_ACCESS_FORBIDDEN', 'Guests cannot use this endpoint');
  }
  if (auth === 'admin' && !requester.isAdmin) throw MatrixError.forbidden('Only server administrators may do this');
  return { requester, accessToken };
}
