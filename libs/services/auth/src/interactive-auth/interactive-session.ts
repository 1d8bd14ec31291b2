import type { JsonObject } from '@chappe/crypto';
import type { DeviceId, UserId } from '@chappe/events';
import type { Flow, StageType } from './flows.js';

/** A user-interactive authentication under way. */
export interface InteractiveSession {
  /** SHA-256 of the session identifier. */
  readonly hash: Buffer;
  /** What the session is good for. */
  readonly operation: string;
  /** Who must authenticate, or who has when the request did not say; undefined at registration. */
  readonly userId: UserId | undefined;
  readonly completed: readonly string[];
  /** Of the token with which m.login.registration_token was completed. */
  readonly registrationTokenHash: Buffer | undefined;
  /** See `callMac`. Undefined while no request has said what is asked for, and at registration until it is used. */
  readonly callMac: Buffer | undefined;
  /** Of the request that opened it, where a later one may leave them out. */
  readonly sealedParameters: Buffer | undefined;
  /** Whether it has served: the same call may get its answer again, and has no effect. */
  readonly isUsed: boolean;
  /** Device that was logged in by a registration. */
  readonly deviceId: DeviceId | undefined;
}

/** A request that needs user-interactive authentication. */
export interface InteractiveRequest {
  /** Method and path. */
  readonly operation: string;
  /** The body without `auth`: what the user agrees to. */
  readonly parameters: JsonObject;
  /** Whether a later request may leave parameters out or change them until the session is used, as at registration. */
  readonly keepsParameters?: true;
  readonly flows: readonly Flow[];
  /** Undefined when no access token was sent. */
  readonly userId: UserId | undefined;
  /** The `auth` member of the body. */
  readonly auth: unknown;
  /** Address of the client; empty when it is not known. */
  readonly ip: string;
}

/** What completing a stage has shown. */
export interface StagePassed {
  readonly passed: true;
  readonly userId?: UserId;
  readonly registrationTokenHash?: Buffer;
}
/** The client may try the stage again. */
export interface StageFailed {
  readonly passed: false;
  readonly reason: string;
}
export type StageOutcome = StagePassed | StageFailed;

/** A stage that has just been completed. */
export interface CompletedStage extends StagePassed {
  readonly type: StageType;
  /** Of the call that the user agreed to by it. */
  readonly callMac: Buffer | undefined;
}
