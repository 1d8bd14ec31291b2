import { encodeBase64 } from '../encoding/base64.js';
import { canonicalJson } from '../json/canonical-json.js';
import type { SigningKey } from '../signing/signing-key.js';
import { requestJson, type SignedRequest } from './signed-request.js';
import type { XMatrix } from './x-matrix.js';

/**
 * The parameters of the `Authorization` header for a request of ours, to be written with `formatXMatrix`. Throws
 * `JsonError` when our content has no canonical form. Spec: server-server-api, "Request Authentication".
 */
export function signRequest(request: SignedRequest, key: SigningKey): Required<XMatrix> {
  const signature = encodeBase64(key.sign(canonicalJson(requestJson(request))));
  return { origin: request.origin, destination: request.destination, keyId: key.keyId, signature };
}
