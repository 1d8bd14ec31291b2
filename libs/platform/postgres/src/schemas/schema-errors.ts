/** Advice in both errors: `serve` never changes a schema. */
const RUN_MIGRATE = 'run "migrate" of the service that owns it first';

/** The database was contracted by a newer release: this one must not touch it. One line for the operator. */
export class SchemaTooNewError extends Error {
  override readonly name = 'SchemaTooNewError';

  constructor(schema: string, migration: string) {
    super(
      `schema newer than the code: "${schema}" has the contracting migration ${migration}, which this release does ` +
        'not know',
    );
  }
}

/** The database lacks what this release needs. One line for the operator. */
export class SchemaTooOldError extends Error {
  override readonly name = 'SchemaTooOldError';

  /** @param migration the first that is missing; undefined when there is no such schema at all */
  constructor(schema: string, migration: string | undefined) {
    super(
      migration === undefined
        ? `the database has no schema "${schema}" yet: ${RUN_MIGRATE}`
        : `schema older than the code: "${schema}" lacks the migration ${migration}: ${RUN_MIGRATE}`,
    );
  }
}

/** A view of another service is missing, too old, or not for this role. One line for the operator. */
export class ViewUnreadableError extends Error {
  override readonly name = 'ViewUnreadableError';

  constructor(schema: string, view: string) {
    super(
      `"${schema}.${view}" is missing, older than the code, or may not be read: ${RUN_MIGRATE}, then "grant" of this ` +
        'service if it has a database role of its own',
    );
  }
}
