import type { Statement, Tx } from '@chappe/postgres';
import type { Generation } from './generations.js';

/** Asks on one connection. */
export type Ask = Pick<Tx, 'query'>['query'];

/** What a connection leads to. */
export interface Sight {
  /** A server that only repeats what another one does. */
  readonly isStandby: boolean;
  /** Names the run of the server: another after each start and each promotion. */
  readonly run: string;
  /** The current generation; undefined: none has begun yet. */
  readonly generation: number | undefined;
  /** The run in which it began. */
  readonly begunIn: string | undefined;
}

/** How a generation begins. */
export interface NewGeneration {
  readonly id: number;
  readonly run: string;
  readonly cause: string;
  readonly beganAtMs: number;
  /** Nothing that was given out before is believed: somebody may have written since the database went back. */
  readonly isForgetting: boolean;
}

/**
 * The timeline changes with a promotion and a restored backup, the start time with whatever else may bring an older
 * copy: the two are all that any role may ask.
 */
const LOOK: Statement = {
  name: 'platform-generation-look',
  text: `SELECT r.is_standby,
           CASE WHEN NOT r.is_standby THEN substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8)
             || ' ' || to_char(pg_postmaster_start_time() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')
           END AS run,
           g.generation, g.database_run
         FROM (SELECT pg_is_in_recovery() AS is_standby) AS r
         LEFT JOIN LATERAL
           (SELECT generation, database_run FROM platform.generations ORDER BY sequence DESC LIMIT 1) AS g ON true`,
};

interface SightRow {
  readonly is_standby: boolean;
  readonly run: string | null;
  readonly generation: number | null;
  readonly database_run: string | null;
}

export async function lookAt(ask: Ask): Promise<Sight> {
  const [row] = await ask<SightRow>(LOOK);
  return {
    isStandby: row?.is_standby ?? false,
    run: row?.run ?? '',
    generation: row?.generation ?? undefined,
    begunIn: row?.database_run ?? undefined,
  };
}

/** Until the transaction ends nobody else begins one. */
export async function lockGenerations(ask: Ask): Promise<void> {
  await ask({ text: 'LOCK TABLE platform.generations IN SHARE ROW EXCLUSIVE MODE' });
}

/** To be called with {@link lockGenerations}. The first one is called 0. */
export async function insertGeneration(ask: Ask, generation: NewGeneration): Promise<void> {
  const { id, run, cause, beganAtMs, isForgetting } = generation;
  await ask({
    text: `INSERT INTO platform.generations
             (sequence, generation, database_run, cause, began_at_ms, room_positions, user_positions)
           SELECT coalesce(max(sequence) + 1, 0), CASE WHEN count(*) = 0 THEN 0 ELSE $1::bigint END, $2, $3, $4,
             ARRAY(SELECT CASE WHEN $5 THEN 0 ELSE position END FROM room.partitions ORDER BY partition),
             ARRAY(SELECT CASE WHEN $5 THEN 0 ELSE position END FROM user_log.partitions ORDER BY partition)
           FROM platform.generations`,
    values: [id, run, cause, beganAtMs, isForgetting],
  });
}

/** Removes all but the newest. */
export async function forgetGenerations(ask: Ask, kept: number): Promise<void> {
  await ask({
    text: `DELETE FROM platform.generations
           WHERE sequence <= (SELECT max(sequence) FROM platform.generations) - $1`,
    values: [kept],
  });
}

interface GenerationRow {
  readonly generation: number;
  readonly cause: string;
  readonly began_at_ms: number;
  readonly room_positions: readonly string[];
  readonly user_positions: readonly string[];
}

/** Oldest first. */
export async function readGenerations(ask: Ask): Promise<Generation[]> {
  const rows = await ask<GenerationRow>({
    text: `SELECT generation, cause, began_at_ms, room_positions::text[], user_positions::text[]
           FROM platform.generations ORDER BY sequence`,
  });
  return rows.map((row) => ({
    id: row.generation,
    cause: row.cause,
    beganAtMs: row.began_at_ms,
    begin: { room: row.room_positions.map(Number), user: row.user_positions.map(Number) },
  }));
}
