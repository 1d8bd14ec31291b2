import type { Columns, RowOf } from './column.js';
import {
  currentStateTable,
  erasuresTable,
  eventsTable,
  logTable,
  receiptsTable,
  redactedEventsTable,
  roomsTable,
  stateNodesTable,
  type Table,
} from './commit-tables.js';
import type { RoomWrite } from './room-write.js';

/** A part of the commit statement: a table, and what a write puts there. */
export interface Part {
  /** In the statement. */
  readonly name: string;
  readonly table: Table;
  readonly rowsOf: (write: RoomWrite) => readonly object[] | undefined;
}

function part<C extends Columns>(
  name: string,
  table: Table<C>,
  rowsOf: (write: RoomWrite) => readonly RowOf<C>[] | undefined,
): Part {
  return { name, table, rowsOf };
}

/** What every commit has: those of messages have nothing else. */
export const MESSAGE_PARTS: readonly Part[] = [
  part('log', logTable, (write) => write.entries),
  part('events', eventsTable, (write) => write.events),
  part('heads', roomsTable, (write) => write.head && [write.head]),
];

/** What commits have that change state, receipts, redacted events or erasures. */
export const OTHER_PARTS: readonly Part[] = [
  part('nodes', stateNodesTable, (write) => write.nodes),
  part('state', currentStateTable, (write) => write.state),
  part('receipts', receiptsTable, (write) => write.receipts),
  part('redactions', redactedEventsTable, (write) => write.redactions),
  part('erasures', erasuresTable, (write) => write.erasures),
];
