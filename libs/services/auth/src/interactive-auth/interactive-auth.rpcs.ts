import { Injectable } from '@nestjs/common';
import {
  type AuthorizeInteractivelyRequest,
  type AuthorizeInteractivelyResponse,
  AuthServiceDefinition,
} from '@chappe/contracts';
import { decodeUtf8, isJsonObject, JsonError, type JsonObject, type JsonValue, parseJson } from '@chappe/crypto';
import { parseUserId } from '@chappe/events';
import { Rpc } from '@chappe/grpc';
import { MatrixError } from '@chappe/matrix-api';
import { Postgres } from '@chappe/postgres';
import { PASSWORD_FLOWS } from './flows.js';
import { InteractiveAuth } from './interactive-auth.js';
import { InteractiveSessions } from './interactive-sessions.js';

/** User-interactive authentication for endpoints of other services. */
@Injectable()
export class InteractiveAuthRpcs {
  constructor(
    private readonly interactiveAuth: InteractiveAuth,
    private readonly sessions: InteractiveSessions,
    private readonly postgres: Postgres,
  ) {}

  /**
   * One round of user-interactive authentication for an endpoint of another service; the user has an access token. To
   * be authorized is to have used the session: a repeat is challenged anew.
   */
  @Rpc(AuthServiceDefinition, 'authorizeInteractively')
  async authorizeInteractively(request: AuthorizeInteractivelyRequest): Promise<AuthorizeInteractivelyResponse> {
    const userId = parseUserId(request.userId);
    if (userId === undefined) throw MatrixError.invalidParam('user_id is not a user ID');
    const asked = {
      operation: request.operation,
      flows: PASSWORD_FLOWS,
      userId,
      parameters: parseParameters(request.parameters),
      auth: parse(request.auth),
      ip: request.address,
    };
    let verdict = await this.interactiveAuth.attempt(asked);
    if (verdict.authorized) {
      if (await this.sessions.use(this.postgres, verdict.call)) return { authorized: true, challenge: Buffer.alloc(0) };
      verdict = await this.interactiveAuth.challenge(asked);
    }
    const body = 'challenge' in verdict ? verdict.challenge : {};
    return { authorized: false, challenge: Buffer.from(JSON.stringify(body)) };
  }
}

function parseParameters(bytes: Buffer): JsonObject {
  const parameters = parse(bytes) ?? {};
  if (!isJsonObject(parameters)) throw MatrixError.badJson('parameters must be an object');
  return parameters;
}

function parse(bytes: Buffer): JsonValue | undefined {
  if (bytes.length === 0) return undefined;
  try {
    return parseJson(decodeUtf8(bytes));
  } catch (error) {
    if (error instanceof JsonError) throw MatrixError.badJson('auth is not JSON');
    throw error;
  }
}
