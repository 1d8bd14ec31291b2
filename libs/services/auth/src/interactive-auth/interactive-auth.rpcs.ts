import { Injectable } from '@nestjs/common';
import {
  type AuthorizeInteractivelyRequest,
  type AuthorizeInteractivelyResponse,
  AuthServiceDefinition,
} from '@chappe/contracts';
import { decodeUtf8, JsonError, type JsonValue, parseJson } from '@chappe/crypto';
import { parseUserId } from '@chappe/events';
import { Rpc } from '@chappe/grpc';
import { MatrixError } from '@chappe/matrix-api';
import { PASSWORD_FLOWS } from './flows.js';
import { InteractiveAuth } from './interactive-auth.js';

/** User-interactive authentication for endpoints of other services. */
@Injectable()
export class InteractiveAuthRpcs {
  constructor(private readonly interactiveAuth: InteractiveAuth) {}

  /** One round of user-interactive authentication for an endpoint of another service; the user has an access token. */
  @Rpc(AuthServiceDefinition, 'authorizeInteractively')
  async authorizeInteractively(request: AuthorizeInteractivelyRequest): Promise<AuthorizeInteractivelyResponse> {
    const userId = parseUserId(request.userId);
    if (userId === undefined) throw MatrixError.invalidParam('user_id is not a user ID');
    const { operation } = request;
    const auth = parseAuth(request.auth);
    const verdict = await this.interactiveAuth.attempt({ operation, flows: PASSWORD_FLOWS, userId, auth, ip: '' });
    if (verdict.authorized) return { authorized: true, challenge: Buffer.alloc(0) };
    return { authorized: false, challenge: Buffer.from(JSON.stringify(verdict.challenge)) };
  }
}

function parseAuth(bytes: Buffer): JsonValue | undefined {
  if (bytes.length === 0) return undefined;
  try {
    return parseJson(decodeUtf8(bytes));
  } catch (error) {
    if (error instanceof JsonError) throw MatrixError.badJson('auth is not JSON');
    throw error;
  }
}
