/**
 * The token of an `Authorization: Bearer …` header; `undefined` when there is none
 * (client-server-api/#using-access-tokens).
 */
export function bearerToken(authorization: string): string | undefined {
  if (authorization.length <= 7) return undefined;
  if (authorization.slice(0, 7).toLowerCase() !== 'bearer ') return undefined;
  const token = authorization.slice(7).trim();
  return token === '' ? undefined : token;
}
