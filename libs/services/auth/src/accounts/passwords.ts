import { hash, verify } from '@node-rs/argon2';
import { Inject, Injectable } from '@nestjs/common';
import { configOf } from '@chappe/config';
import { MatrixError } from '@chappe/matrix-api';
import { FairLane } from '@chappe/runtime';
import { type AuthConfig, authSection } from '../auth.config.js';
import {
  PASSWORD_HASHES_AT_ONCE,
  PASSWORD_LANES,
  PASSWORD_LENGTH_MAX,
  PASSWORD_MEMORY_KIB,
  PASSWORD_PASSES,
  PASSWORD_QUEUE_MAX,
  PASSWORD_QUEUE_PER_CLIENT_MAX,
  PASSWORD_QUEUE_RETRY_MS,
} from '../auth.limits.js';

/** Argon2id is the default algorithm of the library. */
const PARAMETERS = { memoryCost: PASSWORD_MEMORY_KIB, timeCost: PASSWORD_PASSES, parallelism: PASSWORD_LANES };

/** Hashes and checks passwords outside the event loop, a few at a time. */
@Injectable()
export class Passwords {
  readonly #lane = new FairLane({
    atOnce: PASSWORD_HASHES_AT_ONCE,
    waitingMax: PASSWORD_QUEUE_MAX,
    waitingPerKeyMax: PASSWORD_QUEUE_PER_CLIENT_MAX,
    refusal: () => MatrixError.limitExceeded(PASSWORD_QUEUE_RETRY_MS),
  });
  #nobodysHash: Promise<string> | undefined;

  constructor(@Inject(configOf(authSection)) private readonly config: AuthConfig) {}

  /** Refuses a password that no account may get: M_WEAK_PASSWORD when too short, M_INVALID_PARAM when too long. */
  checkNew(password: string): void {
    if (password.length > PASSWORD_LENGTH_MAX) {
      throw MatrixError.invalidParam(`A password may have at most ${PASSWORD_LENGTH_MAX} characters`);
    }
    if (characterCount(password) < this.config.passwordLengthMin) {
      const message = `A password must have at least ${this.config.passwordLengthMin} characters`;
      throw new MatrixError('M_WEAK_PASSWORD', message);
    }
  }

  /**
   * The Argon2id hash in PHC form. Refused with M_LIMIT_EXCEEDED when too many wait.
   * @param turn who wants it: a client address or an account; those who wait take turns
   */
  async hash(password: string, turn: string): Promise<string> {
    return this.#lane.run(turn, () => hash(password, PARAMETERS));
  }

  /**
   * Whether the password is the one that was hashed. Without a hash the answer is no after the same time, so that
   * nobody learns which accounts exist.
   * @param turn as for {@link hash}
   */
  async verify(passwordHash: string | undefined, password: string, turn: string): Promise<boolean> {
    if (password.length > PASSWORD_LENGTH_MAX) return false;
    const against = passwordHash ?? (await this.#hashOfNobody());
    const matches = await this.#lane.run(turn, () => verify(against, password));
    return matches && passwordHash !== undefined;
  }

  #hashOfNobody(): Promise<string> {
    this.#nobodysHash ??= hash('', PARAMETERS);
    return this.#nobodysHash;
  }
}

/** An emoji counts once though it takes two UTF-16 units. */
function characterCount(text: string): number {
  return Array.from(text).length;
}
