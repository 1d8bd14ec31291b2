export * from './connect-postgres.js';
export * from './migrate.js';
export * from './migration-set.js';
export * from './postgres.config.js';
export * from './postgres.js';
export { isRetryable, isUniqueViolation, PostgresUnavailableError } from './postgres-errors.js';
export * from './statement.js';
export { EmbeddedPostgres, type EmbeddedPostgresOptions } from './embedded/embedded-postgres.js';
export { stopStaleServer } from './embedded/stop-stale-server.js';
