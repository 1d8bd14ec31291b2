const COLOURS: Readonly<Record<string, string>> = {
  fatal: '\u001b[41m',
  error: '\u001b[31m',
  warn: '\u001b[33m',
  info: '\u001b[32m',
  debug: '\u001b[36m',
  trace: '\u001b[90m',
};
const RESET = '\u001b[0m';
const FAINT = '\u001b[90m';

/**
 * Turns a JSON log line into one for eyes: time, level, part, message, the rest as key=value, and the stack below.
 * @param line as written by the logger; anything else is passed through
 */
export function formatLogLine(line: string): string {
  const entry = parseEntry(line);
  if (!entry) return line;
  const { time, level, part, msg, error, err, ...rest } = entry;
  const name = typeof level === 'string' ? level : 'info';
  const when = typeof time === 'number' ? new Date(time).toISOString().slice(11, 23) : '';
  const who = typeof part === 'string' ? ` ${part}:` : '';
  const what = typeof msg === 'string' ? ` ${msg}` : '';
  const head = `${FAINT}${when}${RESET} ${COLOURS[name] ?? ''}${name.padEnd(5)}${RESET}`;
  return `${head}${who}${what}${membersOf(rest)}${stackOf(error ?? err)}\n`;
}

function parseEntry(line: string): Record<string, unknown> | undefined {
  try {
    // oxlint-disable-next-line no-restricted-properties -- this program's own log lines
    const entry: unknown = JSON.parse(line);
    return typeof entry === 'object' && entry !== null ? (entry as Record<string, unknown>) : undefined;
  } catch {
    // Not JSON: someone wrote text to the same stream.
    return undefined;
  }
}

function membersOf(rest: Record<string, unknown>): string {
  const members = Object.entries(rest).map(
    ([key, value]) => `${key}=${typeof value === 'string' ? value : JSON.stringify(value)}`,
  );
  return members.length === 0 ? '' : ` ${FAINT}${members.join(' ')}${RESET}`;
}

function stackOf(error: unknown): string {
  if (typeof error !== 'object' || error === null || !('stack' in error) || typeof error.stack !== 'string') return '';
  return `\n${FAINT}${error.stack}${RESET}`;
}
