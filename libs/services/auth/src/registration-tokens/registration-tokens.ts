import { Inject, Injectable } from '@nestjs/common';
import { clientAddress } from '@chappe/http';
import { MatrixError } from '@chappe/matrix-api';
import { Postgres, type Tx } from '@chappe/postgres';
import { CLOCK, type Clock, FailurePace, RANDOMNESS, type Randomness } from '@chappe/runtime';
import {
  FAILURE_WINDOW_MS,
  PASSWORD_QUEUE_RETRY_MS,
  REGISTRATION_TOKEN_FAILURES_MAX,
  REGISTRATION_TOKEN_LENGTH_MAX,
  REGISTRATION_TOKEN_PAUSE_MS,
  REGISTRATION_TOKENS_WAITING_MAX,
  SUSPECT_ADDRESSES_MAX,
} from '../auth.limits.js';
import { tokenHash } from '../token-hash.js';
import { RegistrationTokensStore } from './registration-tokens.store.js';

/** Characters of a token that we choose: 119 bits. */
const GENERATED_LENGTH = 20;
/** Opaque identifier grammar (appendices#opaque-identifiers). */
const OPAQUE_IDENTIFIER = /^[0-9A-Za-z._~-]+$/;

/** How a registration token may be used. */
export interface RegistrationTokenTerms {
  /** 1 to 64 characters of the opaque identifier grammar; absent: generated. */
  readonly token?: string;
  /** Accounts that it may make; absent: any number. */
  readonly usesAllowed?: number;
  /** Absent: never. */
  readonly expiresAtMs?: number;
}

/** Shared secrets that let their holders register an account (client-server-api/#token-authenticated-registration). */
@Injectable()
export class RegistrationTokens {
  readonly #pace: FailurePace;

  constructor(
    private readonly store: RegistrationTokensStore,
    private readonly postgres: Postgres,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(RANDOMNESS) private readonly randomness: Randomness,
  ) {
    this.#pace = new FailurePace(clock, {
      window: {
        durationMs: FAILURE_WINDOW_MS,
        amountMax: REGISTRATION_TOKEN_FAILURES_MAX,
        keysMax: SUSPECT_ADDRESSES_MAX,
      },
      atOnce: 1,
      pauseMs: REGISTRATION_TOKEN_PAUSE_MS,
      waitingMax: REGISTRATION_TOKENS_WAITING_MAX,
      refusal: () => MatrixError.limitExceeded(PASSWORD_QUEUE_RETRY_MS),
    });
  }

  /**
   * Makes a token, for the command line. It is shown this once: only its hash is kept. M_INVALID_PARAM when it is
   * misshapen or exists.
   */
  async create(terms: RegistrationTokenTerms = {}): Promise<string> {
    const token = terms.token ?? this.randomness.token(GENERATED_LENGTH);
    if (!isRegistrationToken(token)) {
      throw MatrixError.invalidParam(
        `A registration token has 1 to ${REGISTRATION_TOKEN_LENGTH_MAX} characters of [0-9A-Za-z._~-]`,
      );
    }
    const { usesAllowed, expiresAtMs } = terms;
    const row = { hash: tokenHash(token), usesAllowed, expiresAtMs };
    if (!(await this.store.insert(this.postgres, row, this.clock.nowMs()))) {
      throw MatrixError.invalidParam('There is such a registration token already');
    }
    return token;
  }

  /**
   * The hash of a token that could make an account now; undefined when it is none. After too many wrong ones from an
   * address the next ones from there are checked slowly; a valid one is never refused for them.
   */
  async check(token: string, ip: string): Promise<Buffer | undefined> {
    return this.#pace.run(clientAddress(ip), async (fail) => {
      const hash = await this.#find(token);
      if (!hash) fail();
      return hash;
    });
  }

  /** Counts one account made with the token, in that account's transaction; false when it is not valid any more. */
  async use(tx: Tx, hash: Buffer): Promise<boolean> {
    return this.store.use(tx, hash, this.clock.nowMs());
  }

  async #find(token: string): Promise<Buffer | undefined> {
    if (!isRegistrationToken(token)) return undefined;
    const hash = tokenHash(token);
    return (await this.store.isValid(this.postgres, hash, this.clock.nowMs())) ? hash : undefined;
  }
}

function isRegistrationToken(text: string): boolean {
  return text.length <= REGISTRATION_TOKEN_LENGTH_MAX && OPAQUE_IDENTIFIER.test(text);
}
