import { Injectable } from '@nestjs/common';
import type { UserId } from '@chappe/events';
import { type ErrorCode, InteractiveAuthChallenge, MatrixError } from '@chappe/matrix-api';
import { AuthTelemetry, verdictOf } from '../auth.telemetry.js';
import { type AuthData, parseAuthData } from './auth-data.js';
import { callMac } from './call-parameters.js';
import { isComplete, nextStage, type StageType } from './flows.js';
import type { InteractiveRequest, StageOutcome } from './interactive-session.js';
import { type AuthorizedCall, InteractiveSessions, type OpenSession } from './interactive-sessions.js';
import { Stages } from './stages.js';

interface Refusal {
  readonly errcode: ErrorCode;
  readonly error: string;
}

export type InteractiveVerdict =
  | { readonly authorized: true; readonly call: AuthorizedCall }
  /** Body of the 401 answer. */
  | { readonly authorized: false; readonly challenge: Readonly<Record<string, unknown>> };

/** A request in its session. */
interface Round {
  readonly request: InteractiveRequest;
  readonly open: OpenSession;
  /** Of the request's parameters, in this session. */
  readonly mac: Buffer | undefined;
}

/**
 * User-interactive authentication (client-server-api/#user-interactive-authentication-api). A session is good for one
 * call: one operation, its parameters and its user, once.
 */
@Injectable()
export class InteractiveAuth {
  constructor(
    private readonly sessions: InteractiveSessions,
    private readonly stages: Stages,
    private readonly telemetry: AuthTelemetry,
  ) {}

  /**
   * The call that is authorized, for `InteractiveSessions.use` in the transaction that carries it out; throws the 401
   * challenge as long as it is not.
   */
  async require(request: InteractiveRequest): Promise<AuthorizedCall> {
    const verdict = await this.attempt(request);
    if (!verdict.authorized) throw new InteractiveAuthChallenge(verdict.challenge);
    return verdict.call;
  }

  /**
   * One round. M_FORBIDDEN when the session belongs to another call or user; M_BAD_JSON for a misshapen `auth`;
   * M_LIMIT_EXCEEDED after too many failures.
   */
  async attempt(request: InteractiveRequest): Promise<InteractiveVerdict> {
    const data = parseAuthData(request.auth);
    if (!data) return this.challenge(request);
    if (data.session === undefined) return this.#continue(roundOf(request, this.sessions.begin(request)), data);
    const open = await this.sessions.find(data.session);
    const round = open && roundOf(request, open);
    if (!round || isSpent(round)) {
      return this.challenge(request, {
        errcode: 'M_UNKNOWN',
        error: 'This session is unknown or has expired: here is another',
      });
    }
    checkBelongs(round);
    return this.#continue(round, data);
  }

  /** Challenges the client, in a new session. */
  async challenge(request: InteractiveRequest, refusal?: Refusal): Promise<InteractiveVerdict> {
    return this.#challenge(roundOf(request, this.sessions.begin(request)), refusal);
  }

  async #continue(round: Round, data: AuthData): Promise<InteractiveVerdict> {
    const { flows } = round.request;
    const { completed } = round.open.session;
    // A completed stage is never asked for again, whatever the client sends for it.
    if (data.type === undefined || completed.includes(data.type) || isComplete(flows, completed)) {
      return this.#decide(round);
    }
    const stage = nextStage(flows, completed, data.type);
    if (stage) return this.#tryStage(stage, round, data);
    return this.#challenge(round, {
      errcode: 'M_UNRECOGNIZED',
      error: 'This stage is not the next one of any flow',
    });
  }

  async #tryStage(type: StageType, round: Round, data: AuthData): Promise<InteractiveVerdict> {
    const { request, open, mac } = round;
    const userId = request.userId ?? open.session.userId;
    const outcome = await this.#checkStage(type, request, { data, userId });
    if (!outcome.passed) return this.#challenge(round, { errcode: 'M_FORBIDDEN', error: outcome.reason });
    const agreed = request.keepsParameters ? undefined : mac;
    const completed = { ...round, open: await this.sessions.complete(open, { ...outcome, type, callMac: agreed }) };
    // Another request of the session may have been faster.
    checkBelongs(completed);
    return this.#decide(completed);
  }

  /** Every try of a stage is audited. */
  async #checkStage(
    type: StageType,
    { operation, ip }: InteractiveRequest,
    { data, userId }: { readonly data: AuthData; readonly userId: UserId | undefined },
  ): Promise<StageOutcome> {
    const about = { event: 'interactive authentication', address: ip, how: type, what: operation } as const;
    try {
      const outcome = await this.stages.check(type, { data, userId, ip });
      const user = userId ?? (outcome.passed ? outcome.userId : undefined);
      this.telemetry.audit({ ...about, user, verdict: outcome.passed ? 'ok' : 'refused' });
      return outcome;
    } catch (error) {
      if (error instanceof MatrixError) {
        this.telemetry.audit({ ...about, user: userId, verdict: verdictOf(error), errcode: error.errcode });
      }
      throw error;
    }
  }

  async #decide(round: Round): Promise<InteractiveVerdict> {
    const { request, open, mac } = round;
    if (!isComplete(request.flows, open.session.completed)) return this.#challenge(round);
    return { authorized: true, call: { session: { ...open.session, callMac: mac }, isStored: open.isStored } };
  }

  async #challenge({ request, open }: Round, refusal?: Refusal): Promise<InteractiveVerdict> {
    const kept = await this.sessions.keep(open, request.ip);
    const { completed } = kept.session;
    return {
      authorized: false,
      challenge: {
        ...(kept.isStored && { session: kept.id }),
        flows: request.flows.map((stages) => ({ stages })),
        params: {},
        ...((completed.length > 0 || refusal) && { completed }),
        ...refusal,
      },
    };
  }
}

function roundOf(request: InteractiveRequest, open: OpenSession): Round {
  return { request, open, mac: callMac(open.id, request.parameters) };
}

/** Whether the session has served for another call: to this one it is nothing. */
function isSpent(round: Round): boolean {
  return round.open.session.isUsed && !isSameCall(round);
}

function isSameCall({ open: { session }, mac }: Round): boolean {
  return session.callMac === undefined || (mac !== undefined && session.callMac.equals(mac));
}

function checkBelongs(round: Round): void {
  const { request, open } = round;
  // Without a token the user becomes known by a stage.
  const isOtherUser = request.userId !== undefined && open.session.userId !== request.userId;
  if (open.session.operation !== request.operation || isOtherUser || !isSameCall(round)) {
    throw MatrixError.forbidden('This session belongs to another request');
  }
}
