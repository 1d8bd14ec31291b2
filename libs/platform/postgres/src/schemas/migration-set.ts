import type { EntityClass } from '../entity-rows.js';

/**
 * `expand`: releases that do not know it run on the result. `contract`: takes away or tightens what earlier releases
 * used; none of them may start afterwards.
 */
export type MigrationPhase = 'expand' | 'contract';

/** One step of a schema's history. Forward only; the previous release must run on the new schema. */
export interface Migration {
  /** `yyyymmdd-hhmmss-what`: the order in which steps of one phase run. */
  readonly name: string;
  /** Default `expand`; then the SQL must hold nothing that contracts (checked before anything runs). */
  readonly phase?: MigrationPhase;
  /** One or more statements, run in one transaction with the schema first in the search path. */
  readonly sql: string;
}

/** The history of one service's PostgreSQL schema. */
export interface MigrationSet {
  readonly schema: string;
  readonly migrations: readonly Migration[];
  /** Those of its tables that are worked on as entities. */
  readonly entities?: readonly EntityClass[];
}

/** The entities of several schemas. */
export function entitiesOf(sets: readonly MigrationSet[]): EntityClass[] {
  return sets.flatMap(({ entities = [] }) => entities);
}
