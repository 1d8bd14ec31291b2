import 'reflect-metadata';
import { SetMetadata } from '@nestjs/common';
import type { DeviceId, UserId } from '@chappe/events';
import type { AnswerOf, BodyOf, EndpointDefinition, ParamsOf, QueryOf } from '@chappe/matrix-api';

/** The account behind an access token. */
export interface Requester {
  readonly userId: UserId;
  readonly deviceId: DeviceId;
  readonly isAdmin: boolean;
  readonly isGuest: boolean;
}

type RequesterOf<E extends EndpointDefinition> = E['auth'] extends 'none'
  ? undefined
  : E['auth'] extends 'optional'
    ? Requester | undefined
    : Requester;

/** A checked request: params, query and body satisfy the definition's schemas. */
export interface EndpointRequest<E extends EndpointDefinition> {
  readonly params: ParamsOf<E>;
  readonly query: QueryOf<E>;
  readonly body: BodyOf<E>;
  readonly requester: RequesterOf<E>;
  /** The access token itself, for logout and the like; empty without one. Never log it. */
  readonly accessToken: string;
  /** Address of the client, behind trusted proxies as configured. */
  readonly ip: string;
  readonly userAgent: string;
  /** A header by its lower-case name; empty when it was not sent. Checked by nobody. */
  header(name: string): string;
  /** Aborted when the client goes away. */
  readonly signal: AbortSignal;
}

/** An answer whose JSON is ready: it is written as it is. */
export class RawJson {
  constructor(readonly json: string | Buffer) {}
}

/** An answer that is not JSON, or not 200: the landing page, a redirect. */
export class RawAnswer {
  constructor(
    readonly status: number,
    readonly headers: Readonly<Record<string, string>>,
    readonly body: string | Buffer,
  ) {}
}

/** What serves one endpoint: a method with the {@link Endpoint} decorator, bound at start. */
export type EndpointMethod<E extends EndpointDefinition> = (
  request: EndpointRequest<E>,
) => Promise<AnswerOf<E> | RawJson | RawAnswer>;

/** Serves one endpoint definition. A class with this shape and the {@link Endpoint} decorator is bound at start. */
export interface EndpointHandler<E extends EndpointDefinition> {
  handle(request: EndpointRequest<E>): Promise<AnswerOf<E> | RawJson | RawAnswer>;
}

export const ENDPOINT_METADATA = 'chappe:endpoint';

/** Decorates a method that can serve E, and no other. */
interface EndpointDecorator<E extends EndpointDefinition> extends ClassDecorator {
  <M extends EndpointMethod<E>>(target: object, key: string, method: TypedPropertyDescriptor<M>): void;
}

/** Marks a method of a provider as what serves a definition: `@Endpoint(sendEvent) send(request: …) { … }`. */
export function Endpoint<const E extends EndpointDefinition>(definition: E): EndpointDecorator<E> {
  return SetMetadata(ENDPOINT_METADATA, definition);
}
