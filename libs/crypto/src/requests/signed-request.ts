import type { JsonObject, JsonValue } from '../json/json-value.js';

/** What a server signs of a request. Spec: server-server-api, "Request Authentication". */
export interface SignedRequest {
  /** In capitals, such as `PUT`. */
  readonly method: string;
  /** Path and query exactly as they stand in the request, from `/_matrix` on. */
  readonly uri: string;
  /** Server names from before delegation. */
  readonly origin: string;
  readonly destination: string;
  /** The body; left out when the request has none. Read it with `parseExactJson`: old events may be in it. */
  readonly content?: JsonValue;
}

/** The JSON object that is signed. */
export function requestJson({ method, uri, origin, destination, content }: SignedRequest): JsonObject {
  return { method, uri, origin, destination, ...(content !== undefined && { content }) };
}
