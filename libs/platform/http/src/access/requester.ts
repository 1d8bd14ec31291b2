import type { DeviceId, ServerName, UserId } from '@chappe/events';
import type { EndpointDefinition } from '@chappe/matrix-api';

/** The account behind an access token. */
export interface BearerRequester {
  readonly scheme: 'bearer';
  readonly userId: UserId;
  readonly deviceId: DeviceId;
  readonly isAdmin: boolean;
  readonly isGuest: boolean;
}

/** An application service in its own name. */
export interface AppserviceRequester {
  readonly scheme: 'appservice';
  readonly appserviceId: string;
}

/** The server whose signature the request bears. */
export interface ServerRequester {
  readonly scheme: 'x-matrix';
  readonly origin: ServerName;
}

/** Someone who runs the platform, and everything that they may do. */
export interface AdminRequester {
  readonly scheme: 'admin';
  readonly userId: UserId;
  readonly scopes: readonly string[];
}

/** Who asks, by the scheme that says so. */
export type Requester = BearerRequester | AppserviceRequester | ServerRequester | AdminRequester;

/** Who may ask for E; `undefined` where nobody needs to say. */
export type RequesterOf<E extends EndpointDefinition> = E['auth'] extends { readonly scheme: 'none' }
  ? undefined
  : E['auth'] extends { readonly optional: true } | { readonly lookup: true }
    ? BearerRequester | undefined
    : Extract<Requester, { readonly scheme: E['auth']['scheme'] }>;
