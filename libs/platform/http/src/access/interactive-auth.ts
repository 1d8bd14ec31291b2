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
  /** What is being authorised: method and path; a session is good for one operation and one body, once. */
  readonly operation: string;
  /** With its `auth` member, whatever that is. */
  readonly body: object & { readonly auth?: unknown };
  /** Address of the client. */
  readonly ip: string;
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
    const { auth, ...parameters } = round.body;
    const { authorized, challenge } = await this.service.authorizeInteractively({
      userId: round.requester?.userId ?? '',
      deviceId: round.requester?.deviceId ?? '',
      operation: round.operation,
      auth: auth === undefined ? Buffer.alloc(0) : Buffer.from(JSON.stringify(auth)),
      parameters: Buffer.from(JSON.stringify(parameters)),
      address: round.ip,
    });
    if (!authorized) throw new InteractiveAuthChallenge(parseJson(challenge.toString()) as Record<string, unknown>);
  }
}
