/** Errors whose message is all that the operator needs; others show where they come from. */
const FOR_OPERATORS: ReadonlySet<string> = new Set([
  'CommandLineError',
  'ConfigError',
  'DataFolderError',
  'EmbeddedPostgresError',
  'InstallationMismatchError',
  'MatrixError',
  'PartitionRowsError',
  'SchemaTooNewError',
  'SchemaTooOldError',
]);

/**
 * PostgreSQL refuses the role, its password or the database's name.
 * https://www.postgresql.org/docs/current/errcodes-appendix.html
 */
const REFUSED_CONNECTION = /^(28|3D)/;

/** @returns one line for an operator's problem, or where an unexpected error comes from */
export function explainError(reason: unknown): string {
  if (!(reason instanceof Error)) return String(reason);
  const code = 'code' in reason ? String(reason.code) : '';
  if (FOR_OPERATORS.has(reason.name)) return oneLine(reason.message);
  if (reason.name === 'PostgresUnavailableError') return oneLine(`${reason.message} (${messageOf(reason.cause)})`);
  if ('severity' in reason && REFUSED_CONNECTION.test(code)) return oneLine(`PostgreSQL refuses: ${reason.message}`);
  // The gRPC library passes the code on in its message only.
  if (/\blisten EADDRINUSE\b/.test(reason.message)) return `the port is taken: ${oneLine(reason.message)}`;
  if (code === 'EACCES' || /\blisten EACCES\b/.test(reason.message)) return `not allowed: ${oneLine(reason.message)}`;
  return reason.stack ?? reason.message;
}

/** A refused connection to a name with several addresses has an empty message and one error for each. */
function messageOf(cause: unknown): string {
  if (cause instanceof AggregateError && cause.message === '') return cause.errors.map(messageOf).join(', ');
  return cause instanceof Error ? cause.message : String(cause);
}

function oneLine(text: string): string {
  return text.replaceAll(/\s*\n\s*/g, ' ');
}
