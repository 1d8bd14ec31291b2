import { type IdentifiedVerifyKey, verifyJson } from '../signing/verify-json.js';
import { requestJson, type SignedRequest } from './signed-request.js';
import type { XMatrix } from './x-matrix.js';

/**
 * Whether a request that we, its `destination`, received is signed by the key, which must be the one of `origin` that
 * the header names and one that may sign requests. False when the header is meant for another server (answer 401) and
 * for anything malformed; never throws. Spec: server-server-api, "Request Authentication".
 */
export function verifyRequest(
  request: Omit<SignedRequest, 'origin'>,
  { origin, destination = request.destination, keyId, signature }: XMatrix,
  key: IdentifiedVerifyKey,
): boolean {
  if (destination !== request.destination) return false;
  const signed = { ...requestJson({ ...request, origin }), signatures: { [origin]: { [keyId]: signature } } };
  return verifyJson(signed, origin, key);
}
