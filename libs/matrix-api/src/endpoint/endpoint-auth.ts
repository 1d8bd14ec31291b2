/**
 * How whoever calls an endpoint shows who it is:
 * - `none`: nothing is read.
 * - `bearer`: an access token; with `guests` one of a guest's too, with `optional` none is needed
 *   (client-server-api/#client-authentication). With `lookup` nothing is read, unless the operator has it that nobody
 *   learns without a token who exists: then it is as with `optional`, and the handler refuses.
 * - `appservice`: the token of an application service, for what only these may do
 *   (application-service-api/#application-services). What they do for a user is a `bearer` endpoint.
 * - `x-matrix`: another server's signature over the request (server-server-api/#request-authentication).
 * - `admin`: someone who may do what the scope names.
 */
export type EndpointAuth =
  | { readonly scheme: 'none' }
  | { readonly scheme: 'bearer'; readonly guests?: true; readonly optional?: true; readonly lookup?: true }
  | { readonly scheme: 'appservice' }
  | { readonly scheme: 'x-matrix' }
  | { readonly scheme: 'admin'; readonly scope: string };

/** The `auth` values of one scheme. */
export type AuthOf<S extends EndpointAuth['scheme']> = Extract<EndpointAuth, { readonly scheme: S }>;

/** In a word or two, for the reference page: `user`, `guest`, `optional`, `by setting`, `admin: rooms`. */
export function describeAuth(auth: EndpointAuth): string {
  if (auth.scheme === 'admin') return `admin: ${auth.scope}`;
  if (auth.scheme !== 'bearer') return auth.scheme;
  if (auth.lookup) return 'by setting';
  if (auth.optional) return 'optional';
  return auth.guests ? 'guest' : 'user';
}
