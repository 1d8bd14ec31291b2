import { Inject, Injectable } from '@nestjs/common';
import { AuthServiceDefinition, type IntrospectTokenResponse } from '@chappe/contracts';
import type { DeviceId, UserId } from '@chappe/events';
import { clientOf, type ServiceClient } from '@chappe/grpc';
import { MatrixError } from '@chappe/matrix-api';
import { CLOCK, type Clock } from '@chappe/runtime';
import { ACCESS_TOKEN_CHARACTERS_MAX, TOKEN_CACHE_ENTRIES_MAX, TOKEN_CACHE_MS_MAX } from '../http.limits.js';
import type { BearerRequester } from './requester.js';
import { TokenCache } from './token-cache.js';

/**
 * Says who holds an access token. Good answers of the auth service are kept until the user log says that the session
 * ended, and {@link TOKEN_CACHE_MS_MAX} at most.
 *
 * An answer is kept only when no session of its user ended between asking and answering: the auth service may have read
 * before that end. Every end therefore gets a number, and the number of a user's last end is remembered while questions
 * are open.
 */
@Injectable()
export class AccessTokens {
  readonly #cache = new TokenCache(TOKEN_CACHE_ENTRIES_MAX);
  /** Number of ends seen. */
  #ends = 0;
  /** Number of the last end by user ID; only while questions are open. */
  readonly #lastEnd = new Map<string, number>();
  #openQuestions = 0;
  /** Answers to questions from before this end are not kept; infinite while the log is not followed. */
  #keepFrom = Number.POSITIVE_INFINITY;

  constructor(
    @Inject(clientOf(AuthServiceDefinition)) private readonly auth: ServiceClient<typeof AuthServiceDefinition>,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** The holder of a token, when the answer is at hand. */
  known(token: string): BearerRequester | undefined {
    return this.#cache.find(token, this.clock.monotonicMs());
  }

  /** Whether the token was valid when it was last asked about, and no end of its session was seen since. */
  wasKnown(token: string): boolean {
    return this.#cache.has(token);
  }

  /**
   * The holder of a token, from the auth service.
   * @throws MatrixError M_UNKNOWN_TOKEN, with `soft_logout` when the device may log in again
   *   (client-server-api/#soft-logout)
   */
  async ask(token: string): Promise<BearerRequester> {
    if (token.length > ACCESS_TOKEN_CHARACTERS_MAX) throw MatrixError.unknownToken(false);
    const askedAt = this.#ends;
    this.#openQuestions += 1;
    try {
      const answer = await this.auth.introspectToken({ accessToken: token });
      if (!answer.active) {
        this.#cache.forget(token);
        throw MatrixError.unknownToken(answer.softLogout);
      }
      const requester = requesterOf(answer);
      if (this.#mayKeep(requester.userId, askedAt)) this.#keep(token, requester, answer.expiresAtMs);
      return requester;
    } finally {
      this.#openQuestions -= 1;
      if (this.#openQuestions === 0) this.#lastEnd.clear();
    }
  }

  /**
   * Sessions ended: their tokens are asked about again.
   * @param deviceId empty: every device of the user
   */
  sessionEnded(userId: string, deviceId: string): void {
    this.#ends += 1;
    if (this.#openQuestions > 0) this.#lastEnd.set(userId, this.#ends);
    this.#cache.drop(userId, deviceId);
  }

  /** From now on {@link sessionEnded} tells every end. */
  startKeeping(): void {
    this.#ends += 1;
    this.#keepFrom = this.#ends;
  }

  /** Ends may be missed: nothing is kept. */
  stopKeeping(): void {
    this.#keepFrom = Number.POSITIVE_INFINITY;
    this.#cache.clear();
  }

  #mayKeep(userId: string, askedAt: number): boolean {
    return askedAt >= this.#keepFrom && (this.#lastEnd.get(userId) ?? 0) <= askedAt;
  }

  #keep(token: string, requester: BearerRequester, expiresAtMs: number): void {
    const leftMs = expiresAtMs === 0 ? TOKEN_CACHE_MS_MAX : expiresAtMs - this.clock.nowMs();
    const trustedUntilMs = this.clock.monotonicMs() + Math.min(leftMs, TOKEN_CACHE_MS_MAX);
    this.#cache.keep(token, { requester, trustedUntilMs });
  }
}

/** Identifiers from our own service have been parsed when the account was made. */
function requesterOf(answer: IntrospectTokenResponse): BearerRequester {
  const { userId, deviceId, isAdmin, isGuest } = answer;
  return { scheme: 'bearer', userId: userId as UserId, deviceId: deviceId as DeviceId, isAdmin, isGuest };
}
