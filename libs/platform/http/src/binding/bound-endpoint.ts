import { type EndpointDefinition, MatrixError } from '@chappe/matrix-api';
import type { TSchema } from 'typebox';
import type { AuthScheme } from '../access/auth-scheme.js';
import { BODY_BYTES_MAX } from '../http.limits.js';
import type { BodyRules } from '../request/parse-body.js';
import { bodyRefusal, paramsRefusal, queryRefusal } from '../validation/refusals.js';
import { SchemaCheck } from '../validation/schema-check.js';

/** A handler with the types of its definition erased. */
export type AnyEndpointMethod = (request: unknown) => Promise<unknown>;

/** A definition, who serves it, who admits to it, and its checks. */
export class BoundEndpoint {
  readonly #params: SchemaCheck | undefined;
  readonly query: SchemaCheck | undefined;
  readonly bodyKind: 'none' | 'json' | 'bytes' | 'stream';
  /** Of a JSON body. */
  readonly body: SchemaCheck | undefined;
  readonly bodyBytesMax: number;
  /** It is refused while the disk is full. */
  readonly stores: boolean;
  readonly bodyRules: BodyRules;
  /** The scheme asks for the body before it admits anyone. */
  readonly needsRawBody: boolean;
  /** Params that a path must fill. */
  readonly #neverEmpty: readonly string[];

  /** @param scheme absent where the definition's is `none` */
  constructor(
    readonly definition: EndpointDefinition,
    readonly handle: AnyEndpointMethod,
    readonly scheme: AuthScheme | undefined,
  ) {
    const { params, query, body, bodyBytesMax = BODY_BYTES_MAX } = definition;
    this.#params = params && SchemaCheck.ofUrl(params, paramsRefusal);
    this.query = query && SchemaCheck.ofUrl(query, queryRefusal);
    this.bodyKind = kindOf(body);
    this.body = this.bodyKind === 'json' ? SchemaCheck.ofBody(body as TSchema, bodyRefusal) : undefined;
    this.bodyBytesMax = bodyBytesMax;
    this.stores = definition.method !== 'GET' && !definition.servedWhileFull;
    this.bodyRules = bodyRulesOf(definition);
    this.#neverEmpty = namesWithoutDefault(params);
    this.needsRawBody = scheme?.needsRawBody ?? false;
    if (this.bodyKind === 'stream' && this.needsRawBody) {
      throw new Error(`${definition.name}: what "${definition.auth.scheme}" must read first cannot be a stream`);
    }
  }

  /** @throws MatrixError M_UNRECOGNIZED, M_INVALID_PARAM */
  checkParams(params: unknown): void {
    const given = params as Readonly<Record<string, unknown>>;
    if (this.#neverEmpty.some((name) => given[name] === '')) throw MatrixError.unrecognized();
    this.#params?.check(params);
  }
}

/** A body may be missing where the endpoint names what it may hold. */
function bodyRulesOf({ body, ...definition }: EndpointDefinition): BodyRules {
  return { ...definition, emptyAllowed: body !== undefined && 'properties' in body };
}

function namesWithoutDefault(params: TSchema | undefined): string[] {
  const { properties = {} } = (params ?? {}) as { readonly properties?: Readonly<Record<string, object>> };
  return Object.keys(properties).filter((name) => !('default' in (properties[name] ?? {})));
}

function kindOf(body: EndpointDefinition['body']): BoundEndpoint['bodyKind'] {
  if (body === undefined) return 'none';
  return 'kind' in body ? body.kind : 'json';
}
