import { Inject, Injectable } from '@nestjs/common';
import type { JsonObject } from '@chappe/crypto';
import type { DeviceId } from '@chappe/events';
import { clientAddress, RateLimits } from '@chappe/http';
import { MatrixError } from '@chappe/matrix-api';
import { Postgres, type Tx } from '@chappe/postgres';
import { CLOCK, type Clock, RANDOMNESS, type Randomness } from '@chappe/runtime';
import { INTERACTIVE_SESSION_LIFETIME_MS } from '../auth.limits.js';
import { tokenHash } from '../token-hash.js';
import { callMac, seal, SEAL_NONCE_BYTES, unseal } from './call-parameters.js';
import type { CompletedStage, InteractiveRequest, InteractiveSession } from './interactive-session.js';
import { InteractiveSessionsStore } from './interactive-sessions.store.js';

/** Characters of a session identifier: 142 bits. */
const SESSION_ID_LENGTH = 24;

/** A session together with the identifier that only the client knows. */
export interface OpenSession {
  readonly id: string;
  readonly session: InteractiveSession;
  /** False for one of this request only: it is stored when the client is challenged. */
  readonly isStored: boolean;
}

/** What a session keeps of the request that opened it. */
export interface RecalledCall {
  readonly session: InteractiveSession;
  readonly parameters: JsonObject;
}

/**
 * Sessions of user-interactive authentication. They are in the table, so each request of one may come to another
 * replica, and a completed stage stays completed when the request after it fails. The table holds neither their
 * identifiers nor what is asked for in them.
 */
@Injectable()
export class InteractiveSessions {
  constructor(
    private readonly store: InteractiveSessionsStore,
    private readonly postgres: Postgres,
    private readonly limits: RateLimits,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(RANDOMNESS) private readonly randomness: Randomness,
  ) {}

  /** Undefined when there is none or it has expired. */
  async find(id: string): Promise<OpenSession | undefined> {
    const session = await this.store.find(this.postgres, tokenHash(id), this.clock.nowMs());
    return session && { id, session, isStored: true };
  }

  /** A session for this request. */
  begin({ operation, userId, parameters, keepsParameters }: InteractiveRequest): OpenSession {
    const id = this.randomness.token(SESSION_ID_LENGTH);
    const nonce = this.randomness.bytes(SEAL_NONCE_BYTES);
    const session = {
      hash: tokenHash(id),
      operation,
      userId,
      completed: [],
      registrationTokenHash: undefined,
      callMac: keepsParameters ? undefined : callMac(id, parameters),
      sealedParameters: keepsParameters && seal(id, parameters, nonce),
      isUsed: false,
      deviceId: undefined,
    };
    return { id, session, isStored: false };
  }

  /**
   * Stores the session for the requests to come. Of requests without a token only so many of an address get one: the
   * others can still be made with all stages in one request, because the specification lets a server name no session.
   */
  async keep(open: OpenSession, ip: string): Promise<OpenSession> {
    if (open.isStored) return open;
    if (open.session.userId === undefined && !(await this.#mayKeep(ip))) return open;
    await this.store.insert(this.postgres, open.session, this.clock.nowMs() + INTERACTIVE_SESSION_LIFETIME_MS);
    return { ...open, isStored: true };
  }

  /** The session with a stage completed. M_FORBIDDEN when it has ended meanwhile. */
  async complete(open: OpenSession, stage: CompletedStage): Promise<OpenSession> {
    if (!open.isStored) return { ...open, session: withStage(open.session, stage) };
    const session = await this.store.complete(this.postgres, open.session.hash, stage);
    if (!session) throw MatrixError.forbidden('This session has ended');
    return { ...open, session };
  }

  /**
   * Notes in the caller's transaction that an authorized call takes place; false when it has before, so that it must
   * not again. A session that was never stored has no second request.
   */
  async use(tx: Tx, { session, isStored }: AuthorizedCall): Promise<boolean> {
    return !isStored || (await this.store.use(tx, session, this.clock.nowMs()));
  }

  /** Notes the device that a registration has logged in, for a repeat of it. */
  async setDevice(tx: Tx, { session, isStored }: AuthorizedCall, deviceId: DeviceId): Promise<void> {
    if (isStored) await this.store.setDevice(tx, session.hash, deviceId);
  }

  /** What the session keeps, where the operation lets later requests leave parameters out. */
  async recall(operation: string, id: string | undefined): Promise<RecalledCall | undefined> {
    const open = id === undefined ? undefined : await this.find(id);
    if (open?.session.operation !== operation || !open.session.sealedParameters) return undefined;
    return { session: open.session, parameters: unseal(open.id, open.session.sealedParameters) };
  }

  async #mayKeep(ip: string): Promise<boolean> {
    try {
      await this.limits.take('register', `session ${clientAddress(ip)}`);
      return true;
    } catch (error) {
      if (error instanceof MatrixError && error.errcode === 'M_LIMIT_EXCEEDED') return false;
      throw error;
    }
  }
}

/** An authorized call, to be used once. */
export type AuthorizedCall = Pick<OpenSession, 'session' | 'isStored'>;

function withStage(session: InteractiveSession, stage: CompletedStage): InteractiveSession {
  return {
    ...session,
    completed: [...session.completed, stage.type],
    userId: session.userId ?? stage.userId,
    registrationTokenHash: session.registrationTokenHash ?? stage.registrationTokenHash,
    callMac: session.callMac ?? stage.callMac,
  };
}
