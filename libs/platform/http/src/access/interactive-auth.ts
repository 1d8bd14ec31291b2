import { Inject, Injectable } from '@nestjs/common';
import { parseJson } from '@chappe/crypto';
import { AuthServiceDefinition } from '@chappe/contracts';
import { clientOf, type ServiceClient } from '@chappe/grpc';
import { InteractiveAuthChallenge } from '@chappe/matrix-api';
import type { BearerRequester } from './requester.js';

/** One round of user-interactive authentication. */
export interface InteractiveAuthRound {
  /** Undefined on endpoints that may be called without a token. */
  readonly requester: BearerRequester | undefined;
  /** What is being authorised: method and path; a session is good for one operation only. */
  readonly operation: string;
  /** The body's `auth` member, whatever it is; undefined when the client sent none. */
  readonly auth: unknown;
}

/**
 * Asks the auth service whether a user has confirmed an operation
 * (client-server-api/#user-interactive-authentication-api).
 */
@Injectable()
export class InteractiveAuth {
  constructor(
    @Inject(clientOf(AuthServiceDefinition)) private readonly service: ServiceClient<typeof AuthServiceDefinition>,
  ) {}

  /** Returns when the operation is authorised. @throws InteractiveAuthChallenge (401) otherwise */
  async require(round: InteractiveAuthRound): Promise<void> {
    const { authorized, challenge } = await this.service.authorizeInteractively({
      userId: round.requester?.userId ?? '',
      deviceId: round.requester?.deviceId ?? '',
      operation: round.operation,
      auth: round.auth === undefined ? Buffer.alloc(0) : Buffer.from(JSON.stringify(round.auth)),
    });
    if (!authorized) throw new InteractiveAuthChallenge(parseJson(challenge.toString()) as Record<string, unknown>);
  }
}
