/** What takes away or tightens something that an earlier release may use. */
const CONTRACTING: readonly RegExp[] = [
  /\bdrop\b(?! +not +null\b)/,
  /\btruncate\b/,
  /\brename\b/,
  /\balter +(column +)?\S+ +(set +data +)?type\b/,
  /\bset +not +null\b/,
  // The earlier release inserts rows without the column.
  /\badd +column\b(?=[^,]*\bnot +null\b)(?![^,]*\b(default|generated)\b)/,
];

/** Comments, and texts in quotes: words in them do nothing. */
const SILENT = /--[^\n]*|\/\*[^]*?\*\/|'(?:[^']|'')*'/g;

/** @returns the first statement of the SQL that only a contracting migration may hold, or undefined */
export function contractingStatement(sql: string): string | undefined {
  const statements = sql.replaceAll(SILENT, ' ').split(';');
  const plain = statements.map((statement) => statement.replaceAll(/\s+/g, ' ').trim());
  return plain.find((statement) => CONTRACTING.some((pattern) => pattern.test(statement.toLowerCase())));
}
