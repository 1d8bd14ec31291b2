import { canonicalJson, type JsonObject, parseJson } from '@chappe/crypto';
import { isJsonObject, objectOf, textOf } from '@chappe/events';
import { MatrixError } from '@chappe/matrix-api';
import { isSignedBy, type UserKey } from '../published-keys/is-signed-by.js';
import type { CrossSigningKey } from '../published-keys/published-key.store.js';

/** The keys of one user that can be signed or sign others. */
export interface SigningMaterial {
  /** Identity keys by device id. */
  readonly devices: ReadonlyMap<string, JsonObject>;
  readonly master: CrossSigningKey | undefined;
  readonly selfSigning: CrossSigningKey | undefined;
  readonly userSigning: CrossSigningKey | undefined;
}

/** A signed key as uploaded. */
export interface SignedKey {
  readonly userId: string;
  /** A device id or the public part of a master key. */
  readonly keyId: string;
  readonly object: JsonObject;
}

/** Who uploads, and the keys of everybody concerned. */
export interface SignatureCheck {
  readonly signerUserId: string;
  readonly materials: ReadonlyMap<string, SigningMaterial>;
}

/** A signature that was found valid. */
export interface ValidSignature {
  /** With the algorithm. */
  readonly signerKeyId: string;
  readonly signature: string;
}

/**
 * Checks the uploader's signatures on one key. Accepted are: on one's own device the self-signing key's, on one's own
 * master key one's devices', on another user's master key the user-signing key's (Client-Server API, "Cross-signing").
 * @returns the new signatures, at least one
 * @throws MatrixError M_NOT_FOUND for an unknown key, M_INVALID_PARAM when it is not the key that is stored,
 *   M_INVALID_SIGNATURE
 */
export function checkSignedKey(key: SignedKey, check: SignatureCheck): ValidSignature[] {
  const target = check.materials.get(key.userId);
  const own = check.materials.get(check.signerUserId);
  const isOwn = key.userId === check.signerUserId;
  const stored = target && findStored(target, key.keyId, isOwn);
  if (!stored || !own) throw MatrixError.notFound('No such key');
  if (signedText(stored) !== signedText(key.object))
    throw MatrixError.invalidParam('The key is not the one that is stored');
  const signatures = readSignatures(key.object, check.signerUserId);
  const valid: ValidSignature[] = [];
  for (const signer of signersOf(key, own, check.signerUserId)) {
    const signerKeyId = `ed25519:${signer.keyId}`;
    const signature = signatures.get(signerKeyId);
    if (signature !== undefined && isSignedBy(key.object, signer)) valid.push({ signerKeyId, signature });
  }
  if (valid.length === 0) throw new MatrixError('M_INVALID_SIGNATURE', 'Invalid signature');
  return valid;
}

function findStored(target: SigningMaterial, keyId: string, isOwn: boolean): JsonObject | undefined {
  if (target.master?.publicKey === keyId) return parseJson(target.master.key) as JsonObject;
  return isOwn ? target.devices.get(keyId) : undefined;
}

/** The keys whose signature on this key counts. */
function signersOf(key: SignedKey, own: SigningMaterial, signerUserId: string): UserKey[] {
  const crossSigning = key.userId === signerUserId ? own.selfSigning : own.userSigning;
  const isOwnMaster = key.userId === signerUserId && key.keyId === own.master?.publicKey;
  if (isOwnMaster) return [...own.devices].flatMap(([deviceId, keys]) => deviceKey(signerUserId, deviceId, keys));
  return crossSigning
    ? [{ userId: signerUserId, keyId: crossSigning.publicKey, publicKey: crossSigning.publicKey }]
    : [];
}

function deviceKey(userId: string, deviceId: string, keys: JsonObject): UserKey[] {
  const publicKey = textOf(objectOf(keys, 'keys') ?? {}, `ed25519:${deviceId}`);
  return publicKey === undefined ? [] : [{ userId, keyId: deviceId, publicKey }];
}

/** What signatures cover. Bodies were checked to be canonical. */
function signedText(object: JsonObject): string {
  const { signatures: _signatures, unsigned: _unsigned, ...signed } = object;
  return canonicalJson(signed);
}

/** Signatures of one user on an object: signature by name of the key. Anything malformed is left out. */
function readSignatures(object: JsonObject, userId: string): Map<string, string> {
  const found = new Map<string, string>();
  const { signatures } = object;
  if (!isJsonObject(signatures) || !Object.hasOwn(signatures, userId)) return found;
  const ofUser = signatures[userId];
  if (!isJsonObject(ofUser)) return found;
  for (const [keyId, signature] of Object.entries(ofUser)) {
    if (typeof signature === 'string') found.set(keyId, signature);
  }
  return found;
}
