import { ConfigError } from '@chappe/config';
import type { Postgres } from '../postgres.js';

/** A key with which processes of this installation may sign, or once did. */
export interface AcceptedKey {
  /** `ed25519:version` */
  readonly keyId: string;
  /** 32 raw bytes. */
  readonly publicKey: Buffer;
  /** Milliseconds since the Unix epoch. */
  readonly acceptedAtMs: number;
  /** From when on no process starts with it; undefined: it may be used. */
  readonly retiredAtMs: number | undefined;
}

/** The public half of a key. */
export interface PublicKey {
  readonly keyId: string;
  readonly publicKey: Uint8Array;
}

interface KeyRow {
  readonly key_id: string;
  readonly public_key: Buffer;
  readonly accepted_at_ms: number;
  readonly retired_at_ms: number | null;
}

/** All keys, the first accepted first. */
export async function listSigningKeys(postgres: Pick<Postgres, 'query'>): Promise<AcceptedKey[]> {
  const rows = await postgres.query<KeyRow>({
    text: `SELECT key_id, public_key, accepted_at_ms, retired_at_ms FROM platform.signing_keys
           ORDER BY accepted_at_ms, key_id`,
  });
  return rows.map((row) => ({
    keyId: row.key_id,
    publicKey: row.public_key,
    acceptedAtMs: row.accepted_at_ms,
    retiredAtMs: row.retired_at_ms ?? undefined,
  }));
}

/**
 * Lets processes start with a further key. Those that run with another one go on, so that keys can be changed one
 * replica after the other. Accepting a key twice changes nothing.
 * @throws ConfigError when another key has this ID, or the key was retired
 */
export async function acceptSigningKey(postgres: Postgres, key: PublicKey, nowMs: number): Promise<void> {
  await postgres.query({
    text: `INSERT INTO platform.signing_keys (key_id, public_key, accepted_at_ms) VALUES ($1, $2, $3)
           ON CONFLICT (key_id) DO NOTHING`,
    values: [key.keyId, key.publicKey, nowMs],
  });
  const known = (await listSigningKeys(postgres)).find(({ keyId }) => keyId === key.keyId);
  if (!known?.publicKey.equals(key.publicKey)) throw new ConfigError(`another signing key has the ID ${key.keyId}`);
  if (known.retiredAtMs !== undefined) throw new ConfigError(`the signing key ${key.keyId} was retired`);
}

/**
 * Refuses a key from now on to every process that starts. Events that it signed stay valid: its public half is kept.
 * Retiring a key twice changes nothing.
 * @throws ConfigError when the key is not known, or no other one is left
 */
export async function retireSigningKey(postgres: Postgres, keyId: string, nowMs: number): Promise<void> {
  await postgres.transaction(async (tx) => {
    // Two that retire the last two keys at once must see each other.
    await tx.query({ text: 'SELECT 1 FROM platform.signing_keys ORDER BY key_id FOR UPDATE' });
    const keys = await listSigningKeys(tx);
    const key = keys.find((each) => each.keyId === keyId);
    if (!key) throw new ConfigError(`the signing key ${keyId} is not known`);
    if (key.retiredAtMs !== undefined) return;
    const usable = keys.filter((each) => each.retiredAtMs === undefined);
    if (usable.length === 1) throw new ConfigError(`${keyId} is the only signing key that may be used`);
    await tx.query({
      text: 'UPDATE platform.signing_keys SET retired_at_ms = $2 WHERE key_id = $1',
      values: [keyId, nowMs],
    });
  });
}
