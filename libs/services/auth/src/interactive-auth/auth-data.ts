import type { JsonObject } from '@chappe/crypto';
import { MatrixError } from '@chappe/matrix-api';

/** The `auth` member of a request (client-server-api/#user-interactive-api-in-the-rest-api). */
export interface AuthData {
  /** Absent: the client asks whether stages were completed elsewhere. */
  readonly type: string | undefined;
  /** Absent: the client starts without having asked for a session. */
  readonly session: string | undefined;
  /** What the stage needs. */
  readonly fields: Readonly<Record<string, unknown>>;
}

/** Reads the `auth` member; undefined when there is none. M_BAD_JSON when it has the wrong shape. */
export function parseAuthData(auth: unknown): AuthData | undefined {
  if (auth === undefined || auth === null) return undefined;
  if (typeof auth !== 'object' || Array.isArray(auth)) throw MatrixError.badJson('auth must be an object');
  const fields = auth as Record<string, unknown>;
  const type = textOrAbsent(fields, 'type');
  const session = textOrAbsent(fields, 'session');
  return type === undefined && session === undefined ? undefined : { type, session, fields };
}

/** A body as a round of user-interactive authentication sees it: its `auth`, and the parameters that it is about. */
export function splitAuth<B extends { readonly auth?: unknown }>(body: B): { auth: unknown; parameters: JsonObject } {
  const { auth, ...parameters } = body;
  // It was parsed from JSON.
  return { auth, parameters: parameters as JsonObject };
}

function textOrAbsent(fields: Record<string, unknown>, name: string): string | undefined {
  const value = Object.hasOwn(fields, name) ? fields[name] : undefined;
  if (value === undefined || value === null || typeof value === 'string') return value ?? undefined;
  throw MatrixError.badJson(`auth.${name} must be a string`);
}
