import { SetMetadata, type Type } from '@nestjs/common';
import type { DiscoveryService } from '@nestjs/core';
import type { AuthOf, EndpointAuth } from '@chappe/matrix-api';
import type { Requester } from './requester.js';

/** The schemes that someone implements; `none` needs nobody. */
export type SchemeName = Exclude<EndpointAuth['scheme'], 'none'>;

/** A request before anything of it was checked. */
export interface AskedRequest {
  readonly method: string;
  /** Path and query as they were sent. */
  readonly target: string;
  readonly query: unknown;
  /** Address of the client, behind trusted proxies as configured. */
  readonly ip: string;
  /** A header by its lower-case name; empty when it was not sent. */
  header(name: string): string;
  /** Every value of a header that may be sent several times, in the order of sending. */
  headers(name: string): readonly string[];
}

/** Says who asks, for all endpoints whose `auth` names the scheme. A provider with {@link Authenticates}. */
export interface AuthScheme<S extends SchemeName = SchemeName> {
  /** Whether {@link admit} gets the body: then it is read before anyone is admitted, limited per client address. */
  readonly needsRawBody: boolean;
  /**
   * @param body as it was sent, empty without one; `undefined` unless the scheme needs it
   * @returns `undefined` for nobody, where the endpoint says that it may be
   * @throws MatrixError for those who may not
   */
  admit(
    request: AskedRequest,
    auth: AuthOf<S>,
    body: Buffer | undefined,
  ): Promise<RequesterBy<S> | undefined> | RequesterBy<S> | undefined;
}

type RequesterBy<S extends SchemeName> = Extract<Requester, { readonly scheme: S }>;

const SCHEME_METADATA = 'chappe:auth-scheme';

/** Marks the provider that implements a scheme in this process. */
export function Authenticates<S extends SchemeName>(scheme: S): (target: Type<AuthScheme<S>>) => void {
  return SetMetadata(SCHEME_METADATA, scheme);
}

/** The schemes among the providers of the process. */
export function findAuthSchemes(discovery: DiscoveryService): ReadonlyMap<string, AuthScheme> {
  const schemes = new Map<string, AuthScheme>();
  for (const { metatype, instance } of discovery.getProviders()) {
    const name = metatype && (Reflect.getMetadata(SCHEME_METADATA, metatype) as SchemeName | undefined);
    if (!name) continue;
    if (schemes.has(name)) throw new Error(`two providers authenticate "${name}"`);
    schemes.set(name, instance as AuthScheme);
  }
  return schemes;
}
