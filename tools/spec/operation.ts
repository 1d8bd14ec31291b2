/** An operation of a Matrix API: method and path. */
export interface Operation {
  readonly method: string;
  /** With `{names}` of parameters, as in the specification's OpenAPI documents. */
  readonly path: string;
}

/**
 * The form under which operations are compared: names of parameters and a trailing slash mean nothing.
 * Takes both `{roomId}` (specification) and `:roomId` (our definitions).
 */
export function operationKey({ method, path }: Operation): string {
  const anonymous = path.replace(/\{[^}]+\}|(?<=\/):[A-Za-z]+/g, '{}').replace(/\/$/, '');
  return `${method} ${anonymous}`;
}
