import 'reflect-metadata';
import type { Readable } from 'node:stream';
import { SetMetadata } from '@nestjs/common';
import type { AnswerOf, BodyOf, EndpointDefinition, ParamsOf, QueryOf } from '@chappe/matrix-api';
import type { RequesterOf } from './access/requester.js';
import type { MultipartAnswer } from './answer/multipart-answer.js';
import type { RawAnswer, RawJson, StreamAnswer, StreamedJson } from './answer/raw-answers.js';

/** A checked request: params, query and JSON body satisfy the definition's schemas. */
export interface EndpointRequest<E extends EndpointDefinition> {
  readonly params: ParamsOf<E>;
  readonly query: QueryOf<E>;
  readonly body: BodyIn<E>;
  readonly requester: RequesterOf<E>;
  /** Address of the client, behind trusted proxies as configured. */
  readonly ip: string;
  readonly userAgent: string;
  /** A header by its lower-case name; empty when it was not sent. Checked by nobody. */
  header(name: string): string;
  /** Aborted when the client goes away. */
  readonly signal: AbortSignal;
  /** Takes further points of the endpoint's rate limit: it was more work. Later requests may be refused for it. */
  costs(points: number): void;
}

/**
 * JSON by its schema; bytes; or a stream that is read no faster than the handler takes it. A stream fails with
 * M_TOO_LARGE beyond the definition's `bodyBytesMax`, and with {@link ClientGoneError} when the rest does not come.
 */
type BodyIn<E extends EndpointDefinition> = E['body'] extends { readonly kind: 'bytes' }
  ? Buffer
  : E['body'] extends { readonly kind: 'stream' }
    ? Readable
    : BodyOf<E>;

/** What a handler may answer with, by the definition's kind of answer. */
type AnswerTo<E extends EndpointDefinition> = E['response'] extends { readonly kind: 'bytes' }
  ? RawAnswer
  : E['response'] extends { readonly kind: 'stream' }
    ? StreamAnswer | RawAnswer
    : E['response'] extends { readonly kind: 'multipart' }
      ? MultipartAnswer
      : AnswerOf<E> | RawJson | StreamedJson | RawAnswer;

/** What serves one endpoint: a method with the {@link Endpoint} decorator, bound at start. */
export type EndpointMethod<E extends EndpointDefinition> = (request: EndpointRequest<E>) => Promise<AnswerTo<E>>;

export const ENDPOINT_METADATA = 'chappe:endpoint';

/** Decorates a method that can serve E, and no other. */
type EndpointDecorator<E extends EndpointDefinition> = <M extends EndpointMethod<E>>(
  target: object,
  key: string,
  method: TypedPropertyDescriptor<M>,
) => void;

/** Marks a method of a provider as what serves a definition: `@Endpoint(sendEvent) send(request: …) { … }`. */
export function Endpoint<const E extends EndpointDefinition>(definition: E): EndpointDecorator<E> {
  return SetMetadata(ENDPOINT_METADATA, definition);
}
