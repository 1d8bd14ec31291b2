/** The specification's error codes that this platform uses, with the HTTP status that each usually has. */
export const ERROR_STATUS = {
  M_FORBIDDEN: 403,
  M_UNKNOWN_TOKEN: 401,
  M_MISSING_TOKEN: 401,
  M_BAD_JSON: 400,
  M_NOT_JSON: 400,
  M_NOT_FOUND: 404,
  M_LIMIT_EXCEEDED: 429,
  M_UNRECOGNIZED: 404,
  M_UNKNOWN: 500,
  M_UNAUTHORIZED: 401,
  M_USER_DEACTIVATED: 403,
  M_USER_LOCKED: 401,
  M_USER_SUSPENDED: 403,
  M_USER_LIMIT_EXCEEDED: 403,
  M_APPSERVICE_LOGIN_UNSUPPORTED: 400,
  M_USER_IN_USE: 400,
  M_INVALID_USERNAME: 400,
  M_EXCLUSIVE: 400,
  M_ROOM_IN_USE: 400,
  M_INVALID_ROOM_STATE: 400,
  M_UNSUPPORTED_ROOM_VERSION: 400,
  M_INCOMPATIBLE_ROOM_VERSION: 400,
  M_BAD_STATE: 403,
  M_GUEST_ACCESS_FORBIDDEN: 403,
  M_MISSING_PARAM: 400,
  M_INVALID_PARAM: 400,
  M_TOO_LARGE: 413,
  M_RESOURCE_LIMIT_EXCEEDED: 403,
  M_CANNOT_LEAVE_SERVER_NOTICE_ROOM: 403,
  M_WEAK_PASSWORD: 400,
  M_BAD_ALIAS: 400,
  M_INVALID_SIGNATURE: 400,
  M_DUPLICATE_ANNOTATION: 400,
  M_UNKNOWN_DEVICE: 400,
  M_WRONG_ROOM_KEYS_VERSION: 403,
  M_PROFILE_TOO_LARGE: 400,
  M_KEY_TOO_LARGE: 400,
  M_INVITE_BLOCKED: 403,
  M_UNABLE_TO_AUTHORISE_JOIN: 400,
  M_UNABLE_TO_GRANT_JOIN: 400,
} as const;

export type ErrorCode = keyof typeof ERROR_STATUS;

export interface MatrixErrorOptions {
  /** Overrides the usual status. */
  readonly status?: number;
  /** Further members of the error body (`soft_logout`, `retry_after_ms`, `session`, …). */
  readonly fields?: Readonly<Record<string, unknown>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly cause?: unknown;
}

/**
 * A refusal that a client is told about: errcode, human-readable reason, HTTP status, extra members and headers.
 * Specification: Client-Server API, "Standard error response".
 */
export class MatrixError extends Error {
  readonly errcode: ErrorCode;
  readonly status: number;
  readonly fields: Readonly<Record<string, unknown>>;
  readonly headers: Readonly<Record<string, string>>;

  constructor(errcode: ErrorCode, message: string, options: MatrixErrorOptions = {}) {
    super(message, { cause: options.cause });
    this.name = 'MatrixError';
    this.errcode = errcode;
    this.status = options.status ?? ERROR_STATUS[errcode];
    this.fields = options.fields ?? {};
    this.headers = options.headers ?? {};
  }

  /** The body of the HTTP answer. */
  toBody(): Record<string, unknown> {
    return { ...this.fields, errcode: this.errcode, error: this.message };
  }

  /** No access token was sent (client-server-api/#using-access-tokens). */
  static missingToken(): MatrixError {
    return new MatrixError('M_MISSING_TOKEN', 'Missing access token');
  }
  /** @param softLogout the device still exists and may log in again or refresh (client-server-api/#soft-logout) */
  static unknownToken(softLogout: boolean): MatrixError {
    return new MatrixError('M_UNKNOWN_TOKEN', 'Unknown access token', { fields: { soft_logout: softLogout } });
  }
  static forbidden(message: string): MatrixError {
    return new MatrixError('M_FORBIDDEN', message);
  }
  static notFound(message: string): MatrixError {
    return new MatrixError('M_NOT_FOUND', message);
  }
  static badJson(message: string): MatrixError {
    return new MatrixError('M_BAD_JSON', message);
  }
  static invalidParam(message: string): MatrixError {
    return new MatrixError('M_INVALID_PARAM', message);
  }
  static missingParam(message: string): MatrixError {
    return new MatrixError('M_MISSING_PARAM', message);
  }
  static tooLarge(message: string): MatrixError {
    return new MatrixError('M_TOO_LARGE', message);
  }
  /** No such endpoint, or with status 405 no such method on it (client-server-api/#common-error-codes). */
  static unrecognized(status: 404 | 405 = 404): MatrixError {
    return new MatrixError('M_UNRECOGNIZED', 'Unrecognized request', { status });
  }
  /** @param retryAfterMs when the client may try again */
  static limitExceeded(retryAfterMs: number): MatrixError {
    return new MatrixError('M_LIMIT_EXCEEDED', 'Too many requests', {
      fields: { retry_after_ms: retryAfterMs },
      headers: { 'retry-after': String(Math.ceil(retryAfterMs / 1000)) },
    });
  }
  /** A part of the platform cannot serve now; the client should try again. */
  static unavailable(message: string, cause?: unknown): MatrixError {
    return new MatrixError('M_UNKNOWN', message, { status: 503, headers: { 'retry-after': '1' }, cause });
  }
}
