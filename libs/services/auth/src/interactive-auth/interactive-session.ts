import type { UserId } from '@chappe/events';
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
}

/** A request that needs user-interactive authentication. */
export interface InteractiveRequest {
  /** Method and path, and where a session must not serve for another body a fingerprint of it. */
  readonly operation: string;
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
}

export type InteractiveVerdict =
  | { readonly authorized: true; readonly session: InteractiveSession }
  /** Body of the 401 answer. */
  | { readonly authorized: false; readonly challenge: Readonly<Record<string, unknown>> };
