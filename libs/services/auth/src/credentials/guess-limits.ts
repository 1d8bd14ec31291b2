import { createHash } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { configOf } from '@chappe/config';
import { type HttpConfig, httpSection } from '@chappe/http';
import { MatrixError } from '@chappe/matrix-api';
import { Postgres } from '@chappe/postgres';
import { CLOCK, type Clock, FailurePace, Lanes } from '@chappe/runtime';
import { Partitions } from '../accounts/partitions.js';
import {
  FAILURE_WINDOW_MS,
  GUESSES_WAITING_MAX,
  LOGIN_FAILURES_MAX,
  PASSWORD_QUEUE_RETRY_MS,
  STRANGER_FAILURES_MAX,
  STRANGER_WINDOW_MS,
  SUSPECT_ADDRESSES_MAX,
  SUSPECT_LOGIN_PAUSE_MS,
  SUSPECT_LOGINS_WAITING_MAX,
} from '../auth.limits.js';
import { FailedGuessesStore, type GuessPlace, type GuessSubject } from './failed-guesses.store.js';

/** An attempt at a password. */
export interface Guess {
  /** Whose: a user ID, also one that nobody has. */
  readonly userId: string;
  /** What the client is counted by. */
  readonly address: string;
  /** Whether the account was used from there before. */
  readonly isKnown: boolean;
}

interface LimitedSubject extends GuessSubject {
  readonly failuresMax: number;
}

interface LimitedPlace extends GuessPlace {
  readonly subjects: readonly LimitedSubject[];
}

const MINUTE_MS = 60_000;

/**
 * Limits wrong passwords, in all replicas together: of one account from one address, and of one account from all
 * addresses at which it is not known. Only failures count, so nobody's right password uses anything up. Attempts at one
 * account come one after another, so that a replica never admits more of them than may fail.
 */
@Injectable()
export class GuessLimits {
  readonly #lanes = new Lanes({ waitingMax: GUESSES_WAITING_MAX, refusal: tooManyWait });
  readonly #pace: FailurePace | undefined;

  constructor(
    private readonly store: FailedGuessesStore,
    private readonly postgres: Postgres,
    private readonly partitions: Partitions,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(configOf(httpSection)) { rateLimits }: HttpConfig,
  ) {
    if (!rateLimits.enabled) return;
    this.#pace = new FailurePace(clock, {
      window: { durationMs: MINUTE_MS, amountMax: rateLimits.login, keysMax: SUSPECT_ADDRESSES_MAX },
      atOnce: 1,
      pauseMs: SUSPECT_LOGIN_PAUSE_MS,
      waitingMax: SUSPECT_LOGINS_WAITING_MAX,
      refusal: tooManyWait,
    });
  }

  /**
   * Runs an attempt that says whether it succeeded. Refused with M_LIMIT_EXCEEDED when too many have failed. One that
   * could not be judged, because the work rejects, does not count; one whose failure could not be counted is not told.
   */
  attempt<T>(guess: Guess, work: () => Promise<T | undefined>): Promise<T | undefined> {
    const { userId, address, isKnown } = guess;
    const limited = (): Promise<T | undefined> =>
      this.#lanes.run(isKnown ? `${userId} ${address}` : userId, () => this.#attempt(guess, work));
    if (isKnown || !this.#pace) return limited();
    return this.#pace.run(address, async (fail) => {
      const result = await limited();
      if (result === undefined) fail();
      return result;
    });
  }

  async #attempt<T>(guess: Guess, work: () => Promise<T | undefined>): Promise<T | undefined> {
    const partition = this.partitions.of(guess.userId);
    const subjects = subjectsOf(guess);
    await this.#check({ partition, subjects, nowMs: this.clock.nowMs() });
    const result = await work();
    if (result === undefined) {
      const nowMs = this.clock.nowMs();
      await this.store.count(this.postgres, { partition, subjects, nowMs });
      await this.store.removeEnded(this.postgres, partition, nowMs);
    }
    return result;
  }

  async #check(place: LimitedPlace): Promise<void> {
    for (const { hash, failures, windowEndsAtMs } of await this.store.find(this.postgres, place)) {
      const subject = place.subjects.find((each) => each.hash.equals(hash));
      if (subject && failures >= subject.failuresMax) throw MatrixError.limitExceeded(windowEndsAtMs - place.nowMs);
    }
  }
}

function subjectsOf({ userId, address, isKnown }: Guess): LimitedSubject[] {
  const here = { hash: hashOf(userId, address), windowMs: FAILURE_WINDOW_MS, failuresMax: LOGIN_FAILURES_MAX };
  if (isKnown) return [here];
  return [here, { hash: hashOf(userId, ''), windowMs: STRANGER_WINDOW_MS, failuresMax: STRANGER_FAILURES_MAX }];
}

/** No user ID holds a line feed. */
function hashOf(userId: string, address: string): Buffer {
  return createHash('sha256').update(`${userId}\n${address}`).digest();
}

function tooManyWait(): MatrixError {
  return MatrixError.limitExceeded(PASSWORD_QUEUE_RETRY_MS);
}
