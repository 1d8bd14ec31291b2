import type { Migration } from '@chappe/postgres';

/** What devices publish for end-to-end encryption. */
export const keysMigration: Migration = {
  name: '20261123-000202-keys',
  sql: `
    CREATE TABLE client_api.device_keys (
      partition smallint NOT NULL,    -- user partition of user_id
      user_id text NOT NULL,          -- owner
      device_id text NOT NULL,        -- device; the row's lock orders uploads and claims of its keys
      keys text,                      -- JSON of the identity keys as uploaded; null: none yet
      position bigint NOT NULL,       -- how far the user log was at the last upload
      PRIMARY KEY (partition, user_id, device_id)
    );
    CREATE TABLE client_api.one_time_keys (
      partition smallint NOT NULL,    -- user partition of user_id
      user_id text NOT NULL,          -- owner
      device_id text NOT NULL,        -- device
      algorithm text NOT NULL,        -- first part of the key's name
      key_id text NOT NULL,           -- second part of the key's name
      ordinal bigint GENERATED ALWAYS AS IDENTITY, -- order of upload
      key text NOT NULL,              -- canonical JSON of the key; empty once it was handed out
      position bigint NOT NULL,       -- how far the user log was at the upload
      claimed_ms bigint,              -- when it was handed out, Unix time: a repeated upload must not bring it back
      PRIMARY KEY (partition, user_id, device_id, algorithm, key_id)
    );
    CREATE INDEX one_time_keys_by_upload
      ON client_api.one_time_keys (partition, user_id, device_id, algorithm, ordinal) WHERE claimed_ms IS NULL;
    CREATE TABLE client_api.fallback_keys (
      partition smallint NOT NULL,    -- user partition of user_id
      user_id text NOT NULL,          -- owner
      device_id text NOT NULL,        -- device
      algorithm text NOT NULL,        -- first part of the key's name
      key_id text NOT NULL,           -- second part of the key's name
      key text NOT NULL,              -- canonical JSON of the key
      position bigint NOT NULL,       -- how far the user log was at the upload
      used boolean NOT NULL,          -- it was handed out since its upload
      PRIMARY KEY (partition, user_id, device_id, algorithm)
    );
    CREATE TABLE client_api.cross_signing_keys (
      partition smallint NOT NULL,    -- user partition of user_id
      user_id text NOT NULL,          -- owner
      usage text NOT NULL,            -- master, self_signing or user_signing
      public_key text NOT NULL,       -- unpadded base64
      key text NOT NULL,              -- JSON of the key as uploaded
      PRIMARY KEY (partition, user_id, usage)
    );
    CREATE TABLE client_api.key_signatures (
      partition smallint NOT NULL,    -- user partition of user_id
      user_id text NOT NULL,          -- owner of the signed key
      key_id text NOT NULL,           -- the signed key: a device id or the public part of a cross-signing key
      signer_user_id text NOT NULL,   -- who signed
      signer_key_id text NOT NULL,    -- with which key, e.g. ed25519:ABC
      signature text NOT NULL,        -- unpadded base64
      PRIMARY KEY (partition, user_id, key_id, signer_user_id, signer_key_id)
    );`,
};
