import type { Static, TSchema } from 'typebox';
import type { ErrorCode } from '../errors/matrix-error.js';
import type { EndpointAuth } from './endpoint-auth.js';

/**
 * Named budgets of `platform/http` rate limits. Any endpoint may answer M_LIMIT_EXCEEDED
 * (client-server-api/#rate-limiting); `none` is for what costs next to nothing.
 */
export type RateLimitClass = 'none' | 'login' | 'register' | 'send' | 'membership' | 'read' | 'sync' | 'write' | 'keys';

/** Who asks by it; each may have a port of its own. `metrics` is for those who watch the processes. */
export type ListenerName = 'client' | 'federation' | 'admin' | 'metrics';

/** A body that is not JSON: its bytes, at hand when the handler is called or as they come. */
export interface BodyKind {
  readonly kind: 'bytes' | 'stream';
}

/** An answer that is not JSON: bytes, bytes as they come, or parts of `multipart/mixed`. */
export interface AnswerKind {
  readonly kind: 'bytes' | 'stream' | 'multipart';
}

/** One endpoint of a Matrix API, as a value. Checks, types, guard and reference page follow from it. */
export interface EndpointDefinition {
  readonly name: string;
  readonly method: 'GET' | 'PUT' | 'POST' | 'DELETE';
  /**
   * Canonical path with `:params`; a trailing slash may be left out, not added. The binder serves every path and alias
   * under `/_matrix/client/v3/` under `/_matrix/client/r0/` as well, for clients older than v1.1.
   */
  readonly path: string;
  /**
   * Older or unstable paths of the same endpoint. A param that an alias lacks needs a `default` in {@link params}; the
   * others are never empty: there is nothing at such a path.
   */
  readonly aliases?: readonly string[];
  readonly auth: EndpointAuth;
  /** Where it is served, and nowhere else; default `client`. */
  readonly listener?: ListenerName;
  readonly rateLimit: RateLimitClass;
  /** Anchor in the specification, e.g. `client-server-api/#put_matrixclientv3roomsroomidsendeventtypetxnid`. */
  readonly spec: string;
  readonly params?: TSchema;
  /** Values arrive as text and are converted to the types that are declared; a repeated key becomes an array. */
  readonly query?: TSchema;
  /**
   * Schema of the JSON body, unknown members are always let through; or another kind of body. Absent: the endpoint
   * reads none. An empty body is an object that lacks every member; where the schema names no members, because what is
   * sent is what is kept, it is refused.
   */
  readonly body?: TSchema | BodyKind;
  /** Schema of the JSON answer, or another kind of answer. */
  readonly response: TSchema | AnswerKind;
  /** Errors besides those that every endpoint has (token, JSON, rate limit). */
  readonly errors?: readonly ErrorCode[];
  /** The body becomes (part of) an event: numbers that canonical JSON has no form for are refused (M_BAD_JSON). */
  readonly canonicalBody?: boolean;
  /**
   * The body is kept as JSON text, so NUL may stand in its strings. Elsewhere it is refused (M_BAD_JSON), because
   * members end up in columns that cannot hold it.
   */
  readonly nulAllowed?: boolean;
  /**
   * Though no GET, it is served while the disk is full: it stores nothing, or the little without which nobody can read.
   */
  readonly servedWhileFull?: boolean;
  /** Largest body in bytes, of whatever kind; default 100 KiB. */
  readonly bodyBytesMax?: number;
}

/** Declares an endpoint and keeps the exact types of its schemas. */
export function defineEndpoint<const E extends EndpointDefinition>(definition: E): E {
  return definition;
}

type StaticOr<S, Otherwise> = S extends TSchema ? Static<S> : Otherwise;

export type ParamsOf<E extends EndpointDefinition> = StaticOr<E['params'], Record<string, never>>;
export type QueryOf<E extends EndpointDefinition> = StaticOr<E['query'], Record<string, never>>;
/** Of a JSON body. */
export type BodyOf<E extends EndpointDefinition> = StaticOr<E['body'], undefined>;
/** Of a JSON answer. */
export type AnswerOf<E extends EndpointDefinition> = StaticOr<E['response'], never>;
