/** One step of a schema's history. Forward only; the previous release must run on the new schema. */
export interface Migration {
  /** `yyyymmdd-hhmmss-what`: the order in which steps run. */
  readonly name: string;
  /** One or more statements, run in one transaction with the schema first in the search path. */
  readonly sql: string;
}

/** The history of one service's PostgreSQL schema. */
export interface MigrationSet {
  readonly schema: string;
  readonly migrations: readonly Migration[];
}
