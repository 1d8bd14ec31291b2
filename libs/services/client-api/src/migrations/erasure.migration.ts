import type { Migration } from '@chappe/postgres';

/** Finds what an erased user has signed of others. Signatures on one's own keys, most of them, are not in the index. */
export const erasureMigration: Migration = {
  name: '20261130-000207-erasure',
  sql: `
    CREATE INDEX key_signatures_by_signer ON client_api.key_signatures (signer_user_id)
      WHERE signer_user_id <> user_id;`,
};
