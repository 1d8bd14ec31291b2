import type { Migration } from '@chappe/postgres';

/** The room replicas that are alive, with the addresses under which the holders of leases can be asked. */
export const replicasMigration: Migration = {
  name: '20261123-000300-replicas',
  sql: `
    CREATE TABLE room.replicas (
      replica text PRIMARY KEY,       -- as in room.partitions.holder; a new one with every start of a process
      address text,                   -- host:port of its calls; NULL: it takes none from other processes
      seen_at timestamptz NOT NULL    -- last sign of life, by the database's clock
    );
  `,
};
