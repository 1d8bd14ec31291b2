import { MatrixError } from './matrix-error.js';

/**
 * The 401 answer of user-interactive authentication. Its body is given whole: `session`, `flows`, `params`, `completed`
 * and, after a failed stage, `errcode` and `error` (client-server-api/#user-interactive-api-in-the-rest-api).
 */
export class InteractiveAuthChallenge extends MatrixError {
  constructor(private readonly body: Readonly<Record<string, unknown>>) {
    super('M_UNAUTHORIZED', 'User-interactive authentication is needed', { status: 401 });
    this.name = 'InteractiveAuthChallenge';
  }

  override toBody(): Record<string, unknown> {
    return { ...this.body };
  }
}
