/** Errors whose message is all that the operator needs; others show where they come from. */
const FOR_OPERATORS: ReadonlySet<string> = new Set([
  'CommandLineError',
  'ConfigError',
  'DataFolderError',
  'EmbeddedPostgresError',
  'InstallationMismatchError',
  'MatrixError',
  'PartitionRowsError',
  'PortTakenError',
  'SchemaTooNewError',
  'SchemaTooOldError',
  'ViewUnreadableError',
]);

/**
 * PostgreSQL refuses the role, its password or the database's name.
 * https://www.postgresql.org/docs/current/errcodes-appendix.html
 */
const REFUSED_CONNECTION = /^(28|3D)/;

/** How the operator's problems are told: the first that fits. */
const EXPLANATIONS: readonly ((error: Error, code: string) => string | undefined)[] = [
  (error) => (FOR_OPERATORS.has(error.name) ? error.message : undefined),
  ({ name, message, cause }) => (name === 'PostgresUnavailableError' ? `${message} (${messageOf(cause)})` : undefined),
  (error, code) =>
    'severity' in error && REFUSED_CONNECTION.test(code) ? `PostgreSQL refuses: ${error.message}` : undefined,
  ({ message }, code) => (code === 'EADDRINUSE' ? `the port is taken: ${message}` : undefined),
  ({ message }, code) => (code === 'EACCES' ? `not allowed: ${message}` : undefined),
];

/** @returns one line for an operator's problem, or where an unexpected error comes from */
export function explainError(reason: unknown): string {
  if (!(reason instanceof Error)) return String(reason);
  const code = 'code' in reason ? String(reason.code) : '';
  for (const explain of EXPLANATIONS) {
    const line = explain(reason, code);
    if (line !== undefined) return line.replaceAll(/\s*\n\s*/g, ' ');
  }
  return reason.stack ?? reason.message;
}

/** A refused connection to a name with several addresses has an empty message and one error for each. */
function messageOf(cause: unknown): string {
  if (cause instanceof AggregateError && cause.message === '') return cause.errors.map(messageOf).join(', ');
  return cause instanceof Error ? cause.message : String(cause);
}
