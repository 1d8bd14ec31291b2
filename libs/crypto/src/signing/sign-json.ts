import { encodeBase64 } from '../encoding/base64.js';
import { canonicalJson } from '../json/canonical-json.js';
import { isJsonObject } from '../json/is-json-object.js';
import type { JsonObject } from '../json/json-value.js';
import type { SigningKey } from './signing-key.js';

/**
 * A copy of the object with the server's signature added beside those it has; `unsigned` and `signatures` are not
 * covered. Throws `JsonError` when the object has no canonical form. Spec: appendices, "Signing Details".
 */
export function signJson(object: JsonObject, serverName: string, key: SigningKey): JsonObject {
  const { signatures, unsigned: _unsigned, ...signed } = object;
  const signature = encodeBase64(key.sign(canonicalJson(signed)));
  const ofOthers = isJsonObject(signatures) ? signatures : {};
  const ofServer = Object.hasOwn(ofOthers, serverName) ? ofOthers[serverName] : undefined;
  const withOurs = { ...(isJsonObject(ofServer) ? ofServer : {}), [key.keyId]: signature };
  return { ...object, signatures: { ...ofOthers, [serverName]: withOurs } };
}
