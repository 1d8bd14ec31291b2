import { Inject, Injectable } from '@nestjs/common';
import { type ErrorCode, InteractiveAuthChallenge, MatrixError } from '@chappe/matrix-api';
import { Postgres, type Tx } from '@chappe/postgres';
import { CLOCK, type Clock, RANDOMNESS, type Randomness } from '@chappe/runtime';
import { INTERACTIVE_SESSION_LIFETIME_MS } from '../auth.limits.js';
import { tokenHash } from '../token-hash.js';
import { type AuthData, parseAuthData } from './auth-data.js';
import { isComplete, nextStage, type StageType } from './flows.js';
import type { InteractiveRequest, InteractiveSession, InteractiveVerdict } from './interactive-session.js';
import { InteractiveSessionsStore } from './interactive-sessions.store.js';
import { Stages } from './stages.js';

/** Characters of a session identifier: 142 bits. */
const SESSION_ID_LENGTH = 24;

interface Refusal {
  readonly errcode: ErrorCode;
  readonly error: string;
}

/** A session together with the identifier that only the client knows. */
interface OpenSession {
  readonly id: string;
  readonly session: InteractiveSession;
}

/**
 * User-interactive authentication (client-server-api/#user-interactive-authentication-api). Sessions are in the table,
 * so each request of one may come to another replica, and a completed stage stays completed when the request after it
 * fails.
 */
@Injectable()
export class InteractiveAuth {
  constructor(
    private readonly store: InteractiveSessionsStore,
    private readonly stages: Stages,
    private readonly postgres: Postgres,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(RANDOMNESS) private readonly randomness: Randomness,
  ) {}

  /** The session in which the request is authorized; throws the 401 challenge as long as it is not. */
  async require(request: InteractiveRequest): Promise<InteractiveSession> {
    const verdict = await this.attempt(request);
    if (!verdict.authorized) throw new InteractiveAuthChallenge(verdict.challenge);
    return verdict.session;
  }

  /**
   * One round. M_FORBIDDEN when the session belongs to another operation or user; M_BAD_JSON for a misshapen `auth`;
   * M_LIMIT_EXCEEDED after too many failures.
   */
  async attempt(request: InteractiveRequest): Promise<InteractiveVerdict> {
    const data = parseAuthData(request.auth);
    if (!data) return challenge(request, await this.#open(request));
    if (data.session === undefined) return this.#continue(request, await this.#open(request), data);
    const session = await this.store.find(this.postgres, tokenHash(data.session), this.clock.nowMs());
    if (!session) {
      const refusal: Refusal = {
        errcode: 'M_UNKNOWN',
        error: 'This session is unknown or has expired: here is another',
      };
      return challenge(request, await this.#open(request), refusal);
    }
    checkBelongs(session, request);
    return this.#continue(request, { id: data.session, session }, data);
  }

  /** Ends a session in the caller's transaction, so that it cannot serve twice. */
  async end(tx: Tx, session: InteractiveSession): Promise<void> {
    await this.store.delete(tx, session.hash);
  }

  async #open(request: InteractiveRequest): Promise<OpenSession> {
    const id = this.randomness.token(SESSION_ID_LENGTH);
    const { operation, userId } = request;
    const session = { hash: tokenHash(id), operation, userId, completed: [], registrationTokenHash: undefined };
    await this.store.insert(this.postgres, session, this.clock.nowMs() + INTERACTIVE_SESSION_LIFETIME_MS);
    return { id, session };
  }

  async #continue(request: InteractiveRequest, open: OpenSession, data: AuthData): Promise<InteractiveVerdict> {
    const { completed } = open.session;
    // A completed stage is never asked for again, whatever the client sends for it.
    if (data.type === undefined || completed.includes(data.type) || isComplete(request.flows, completed)) {
      return decide(request, open);
    }
    const stage = nextStage(request.flows, completed, data.type);
    if (!stage) {
      return challenge(request, open, {
        errcode: 'M_UNRECOGNIZED',
        error: 'This stage is not the next one of any flow',
      });
    }
    return this.#tryStage(stage, { request, open, data });
  }

  async #tryStage(
    type: StageType,
    round: { request: InteractiveRequest; open: OpenSession; data: AuthData },
  ): Promise<InteractiveVerdict> {
    const { request, open, data } = round;
    const userId = request.userId ?? open.session.userId;
    const outcome = await this.stages.check(type, { data, userId, ip: request.ip });
    if (!outcome.passed) return challenge(request, open, { errcode: 'M_FORBIDDEN', error: outcome.reason });
    const session = await this.store.complete(this.postgres, open.session.hash, { ...outcome, type });
    if (!session) throw MatrixError.forbidden('This session has ended');
    return decide(request, { id: open.id, session });
  }
}

function checkBelongs(session: InteractiveSession, request: InteractiveRequest): void {
  // Without a token the user becomes known by a stage.
  const isOtherUser = request.userId !== undefined && session.userId !== request.userId;
  if (session.operation !== request.operation || isOtherUser) {
    throw MatrixError.forbidden('This session belongs to another request');
  }
}

function decide(request: InteractiveRequest, open: OpenSession): InteractiveVerdict {
  const { session } = open;
  return isComplete(request.flows, session.completed) ? { authorized: true, session } : challenge(request, open);
}

function challenge(request: InteractiveRequest, open: OpenSession, refusal?: Refusal): InteractiveVerdict {
  const { completed } = open.session;
  return {
    authorized: false,
    challenge: {
      session: open.id,
      flows: request.flows.map((stages) => ({ stages })),
      params: {},
      ...(completed.length > 0 && { completed }),
      ...refusal,
    },
  };
}
