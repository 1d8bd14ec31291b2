import { importVerifyKey, importSigningKey, sha256, type VerifyKey } from '@chappe/crypto';
import type { KeyLookup } from '@chappe/events';

/** Beyond all times of a simulation: keys do not end here. */
const VALID_UNTIL_TS = 4_000_000_000_000;

const verifyKeys = new Map<string, VerifyKey>();

/** The seed of a server's signing key, the same in every simulation. */
export function signingSeedOf(serverName: string): Uint8Array {
  return sha256(`simulated ${serverName}`);
}

/** The keys of the servers of a simulation. */
export function simulationKeys(serverNames: readonly string[]): KeyLookup {
  const known = new Set(serverNames);
  return (serverName, keyId) => {
    if (!known.has(serverName) || keyId !== 'ed25519:1') return undefined;
    const verifyKey =
      verifyKeys.get(serverName) ?? importVerifyKey(importSigningKey(signingSeedOf(serverName), '1').publicKey);
    verifyKeys.set(serverName, verifyKey);
    return { verifyKey, validUntilTs: VALID_UNTIL_TS };
  };
}
