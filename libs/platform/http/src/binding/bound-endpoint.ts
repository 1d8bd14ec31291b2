import type { EndpointDefinition } from '@chappe/matrix-api';
import { BODY_BYTES_MAX } from '../http.limits.js';
import { bodyRefusal, paramsRefusal, queryRefusal } from '../validation/refusals.js';
import { SchemaCheck } from '../validation/schema-check.js';

/** A handler with the types of its definition erased. */
export interface AnyEndpointHandler {
  handle(request: unknown): Promise<unknown>;
}

/** A definition, its handler and its checks. */
export class BoundEndpoint {
  readonly params: SchemaCheck | undefined;
  readonly query: SchemaCheck | undefined;
  readonly body: SchemaCheck | undefined;
  readonly bodyBytesMax: number;

  constructor(
    readonly definition: EndpointDefinition,
    readonly handler: AnyEndpointHandler,
  ) {
    const { params, query, body, bodyBytesMax = BODY_BYTES_MAX } = definition;
    this.params = params && SchemaCheck.ofUrl(params, paramsRefusal);
    this.query = query && SchemaCheck.ofUrl(query, queryRefusal);
    this.body = body && SchemaCheck.ofBody(body, bodyRefusal);
    this.bodyBytesMax = bodyBytesMax;
  }
}
