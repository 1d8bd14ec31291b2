/** What takes away or tightens something that an earlier release may use. */
const CONTRACTING: readonly RegExp[] = [
  /\bdrop\b(?! +not +null\b)/,
  /\btruncate\b/,
  /\brename\b/,
  /\brevoke\b/,
  /\balter +(column +)?\S+ +(set +data +)?type\b/,
  /\bset +not +null\b/,
  // The earlier release inserts rows without the column ...
  /\balter +table\b.*\badd\b(?=[^,]*\bnot +null\b)(?![^,]*\b(default|generated)\b)/,
  // ... and such as the constraint forbids.
  /\balter +table\b.*\badd +(constraint|check|unique|primary|foreign|exclude)\b/,
];

/** Comments, and texts in quotes: words in them do nothing. */
const SILENT = /--[^\n]*|\/\*[^]*?\*\/|'(?:[^']|'')*'/g;
/** Innermost parentheses: columns of a new table, arguments, expressions. */
const INNER = /\([^()]*\)/g;

const NEW_TABLE = /\bcreate +(?:unlogged +)?table +(?:if +not +exists +)?(\S+)/;
const UNIQUE_INDEX = /\bcreate +unique +index\b.* on +(?:only +)?(\S+)/;

/** @returns the first statement of the SQL that only a contracting migration may hold, or undefined */
export function contractingStatement(sql: string): string | undefined {
  const statements = sql.replaceAll(SILENT, ' ').split(';');
  const plain = statements.map((statement) => statement.replaceAll(/\s+/g, ' ').trim());
  const outer = plain.map((statement) => withoutInner(statement.toLowerCase()));
  const newTables = new Set(outer.map((statement) => tableIn(NEW_TABLE, statement)));
  return plain.find((_statement, index) => contracts(outer[index] ?? '', newTables));
}

/** A unique index tightens a table that was there before. */
function contracts(statement: string, newTables: ReadonlySet<string | undefined>): boolean {
  const indexed = tableIn(UNIQUE_INDEX, statement);
  if (indexed !== undefined && !newTables.has(indexed)) return true;
  return CONTRACTING.some((pattern) => pattern.test(statement));
}

/** The table's name without its schema. */
function tableIn(pattern: RegExp, statement: string): string | undefined {
  return pattern.exec(statement)?.[1]?.split('.').at(-1);
}

function withoutInner(statement: string): string {
  const shorter = statement.replaceAll(INNER, ' ');
  return shorter === statement ? statement : withoutInner(shorter);
}
