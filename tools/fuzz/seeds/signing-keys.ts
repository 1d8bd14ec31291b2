import { importSigningKey, importVerifyKey, type SigningKey, type VerifyKey } from '@chappe/crypto';

const SERVERS = ['a.example', 'b.example', 'c.example'];

/** A fixed key of each server that takes part in the rooms of the fuzzer. */
export const signingKeys: ReadonlyMap<string, SigningKey> = new Map(
  SERVERS.map((serverName, i) => [serverName, importSigningKey(new Uint8Array(32).fill(i + 1), 'fuzz')]),
);

const verifyKeys: ReadonlyMap<string, VerifyKey> = new Map(
  [...signingKeys].map(([serverName, { publicKey }]) => [serverName, importVerifyKey(publicKey)]),
);

/** When the fixed keys stop to be valid, in milliseconds since 1970. */
export const KEYS_VALID_UNTIL_TS = 2_000_000_000_000;

/** The fixed key of a server by its ID. */
export function knownKey(
  serverName: string,
  keyId: string,
): { verifyKey: VerifyKey; validUntilTs: number } | undefined {
  const verifyKey = keyId === 'ed25519:fuzz' ? verifyKeys.get(serverName) : undefined;
  return verifyKey && { verifyKey, validUntilTs: KEYS_VALID_UNTIL_TS };
}
