import { Inject, Injectable } from '@nestjs/common';
import { configOf } from '@chappe/config';
import { type AuthOf, MatrixError } from '@chappe/matrix-api';
import { type HttpConfig, httpSection } from '../http.config.js';
import { TokenGuesses } from '../limits/token-guesses.js';
import { AccessTokens } from './access-tokens.js';
import { type AskedRequest, Authenticates, type AuthScheme } from './auth-scheme.js';
import type { BearerRequester } from './requester.js';

/** Lets those in who hold an access token. */
@Injectable()
@Authenticates('bearer')
export class BearerScheme implements AuthScheme<'bearer'> {
  readonly needsRawBody = false;

  constructor(
    private readonly tokens: AccessTokens,
    private readonly guesses: TokenGuesses,
    @Inject(configOf(httpSection)) private readonly config: HttpConfig,
  ) {}

  /**
   * @throws MatrixError M_MISSING_TOKEN, M_UNKNOWN_TOKEN, M_GUEST_ACCESS_FORBIDDEN for guests on endpoints that are
   *   not theirs (client-server-api/#guest-access)
   */
  admit(request: AskedRequest, auth: AuthOf<'bearer'>): Promise<BearerRequester> | BearerRequester | undefined {
    if (auth.lookup && this.config.userLookup === 'open') return undefined;
    const accessToken = this.#tokenOf(request);
    if (accessToken === undefined) {
      if (auth.optional || auth.lookup) return undefined;
      throw MatrixError.missingToken();
    }
    const requester = this.tokens.known(accessToken);
    if (requester) return admitted(auth, requester);
    return this.#ask(accessToken, request).then((asked) => admitted(auth, asked));
  }

  /** A token that was valid a moment ago is asked about at once, whoever else sends tokens from the same address. */
  #ask(accessToken: string, { ip }: AskedRequest): Promise<BearerRequester> {
    const ask = (): Promise<BearerRequester> => this.tokens.ask(accessToken);
    return this.tokens.wasKnown(accessToken) ? ask() : this.guesses.lookUp(ip, ask);
  }

  #tokenOf(request: AskedRequest): string | undefined {
    const token = bearerToken(request.header('authorization'));
    if (token !== undefined || !this.config.accessTokenInQuery) return token;
    const inQuery = (request.query as Readonly<Record<string, unknown>>)['access_token'];
    return typeof inQuery === 'string' && inQuery !== '' ? inQuery : undefined;
  }
}

function admitted(auth: AuthOf<'bearer'>, requester: BearerRequester): BearerRequester {
  if (!requester.isGuest || auth.guests) return requester;
  throw new MatrixError('M_GUEST_ACCESS_FORBIDDEN', 'Guests cannot use this endpoint');
}

/**
 * The token of an `Authorization: Bearer …` header; `undefined` when there is none
 * (client-server-api/#using-access-tokens).
 */
export function bearerToken(authorization: string): string | undefined {
  if (authorization.length <= 7) return undefined;
  if (authorization.slice(0, 7).toLowerCase() !== 'bearer ') return undefined;
  const token = authorization.slice(7).trim();
  return token === '' ? undefined : token;
}
