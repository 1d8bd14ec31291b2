import type { Columns } from './column.js';
import type { Part } from './commit-parts.js';
import { fenceColumns, type Table } from './commit-tables.js';

/*
 * One statement commits a batch. `fence` moves each partition's position if this process still owns it; every other
 * part joins the fence, so the rows of a partition that is lost are not written. Payloads come in one bytea parameter
 * ($1), from which each row takes its slice: nothing has to be escaped on the way. Every other parameter is an array,
 * one element a row; they are numbered through all parts.
 */

const PAYLOADS = '$1::bytea';
const LINE_WIDTH = 90;

/** The statement for commits of these parts; what it takes is made by `commitValues` from the same parts. */
export function commitSql(parts: readonly Part[]): string {
  let taken = 1;
  const rows = (columns: Columns): string => {
    const arrays = arraysOf(columns);
    const types = Object.values(arrays).map((type) => `$${++taken}::${type}[]`);
    return `unnest(${list(types)})\n    AS r(${list(Object.keys(arrays))})`;
  };
  const fence = fenceSql(rows(fenceColumns));
  const others = parts.map(({ name, table }) => `${name} AS (\n  ${tableSql(table, rows(table.columns))}\n)`);
  return `WITH ${[fence, ...others].join(', ')}\nSELECT partition FROM fence`;
}

function fenceSql(rows: string): string {
  return `fence AS (
  UPDATE room.partitions p SET position = r.last
  FROM ${rows}
  WHERE p.partition = r.partition AND p.epoch = r.epoch AND p.position = r.first - 1
  RETURNING p.partition
)`;
}

/** Names and types of the arrays that rows come in. */
function arraysOf(columns: Columns): Record<string, string> {
  const arrays: Record<string, string> = { partition: 'smallint' };
  for (const [property, { type }] of Object.entries(columns)) {
    const name = columnName(property);
    if (type !== 'slice') arrays[name] = type;
    else Object.assign(arrays, { [`${name}_at`]: 'int', [`${name}_length`]: 'int' });
  }
  return arrays;
}

function tableSql(table: Table, rows: string): string {
  return table.write === 'update' ? updateSql(table, rows) : insertSql(table, rows);
}

function insertSql(table: Table, rows: string): string {
  const properties = Object.keys(table.columns);
  return `INSERT INTO ${table.table} (${list(['partition', ...properties.map(columnName)])})
  SELECT ${list(['r.partition', ...properties.map((property) => valueSql(table, property))])}
  FROM ${rows}
  JOIN fence USING (partition)${conflictSql(table)}`;
}

function conflictSql(table: Table): string {
  if (table.write === 'insert') return '';
  const key = `\n  ON CONFLICT (${keyOf(table).join(', ')})`;
  if (table.write === 'insert where absent') return `${key} DO NOTHING`;
  const changes = othersOf(table).map((property) => `${columnName(property)} = excluded.${columnName(property)}`);
  return `${key} DO UPDATE SET\n    ${list(changes)}`;
}

function updateSql(table: Table, rows: string): string {
  const changes = othersOf(table).map((property) => `${columnName(property)} = ${valueSql(table, property)}`);
  const same = keyOf(table).map((name) => `t.${name} = r.${name}`);
  return `UPDATE ${table.table} t SET ${list(changes)}
  FROM ${rows}
  JOIN fence USING (partition)
  WHERE ${same.join(' AND ')}`;
}

function valueSql({ columns }: Table, property: string): string {
  const value = `r.${columnName(property)}`;
  return columns[property]?.type === 'slice' ? `substr(${PAYLOADS}, ${value}_at, ${value}_length)` : value;
}

function keyOf({ key }: Table): string[] {
  return ['partition', ...key.map(columnName)];
}

function othersOf({ columns, key }: Table): string[] {
  return Object.keys(columns).filter((property) => !key.includes(property));
}

function columnName(property: string): string {
  return property.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

/** Separated by commas, in lines that can be read. */
function list(items: readonly string[]): string {
  return items.reduce((text, item) => {
    const width = text.length - text.lastIndexOf('\n') + item.length;
    return `${text},${width > LINE_WIDTH ? '\n    ' : ' '}${item}`;
  });
}
