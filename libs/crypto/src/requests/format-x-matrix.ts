import type { XMatrix } from './x-matrix.js';

/**
 * The value of the `Authorization` header, in the form that older servers read as well. The parameters must be of
 * characters that may stand in a header, as server names and key identifiers are.
 * Spec: server-server-api, "Request Authentication".
 */
export function formatXMatrix({ origin, destination, keyId, signature }: Required<XMatrix>): string {
  const parameters = { origin, destination, key: keyId, sig: signature };
  const written = Object.entries(parameters).map(([name, value]) => `${name}="${value.replace(/["\\]/g, '\\$&')}"`);
  return `X-Matrix ${written.join(',')}`;
}
