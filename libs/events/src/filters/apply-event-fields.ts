import type { JsonObject, JsonValue } from '@chappe/crypto';
import { fieldOf, isJsonObject } from '../content/json-fields.js';
import { parsePropertyPath } from '../content/parse-property-path.js';

/** Most names in a path that are looked at: no event has deeper properties. */
const PATH_NAMES_MAX = 100;

/** The properties to keep of an object: all of one with `isWhole`, otherwise those below. */
interface Selection {
  isWhole: boolean;
  readonly below: Map<string, Selection>;
}

const SELECTIONS = new WeakMap<readonly string[], Selection>();

/**
 * A copy of an event with only the properties at these dot-separated paths, whole objects where a path ends at one
 * (client-server-api#filtering, `event_fields`). Paths that lead nowhere are ignored. The list is not to be changed:
 * what it says is kept as long as it is.
 */
export function applyEventFields(event: JsonObject, fields: readonly string[]): JsonObject {
  const known = SELECTIONS.get(fields);
  if (known !== undefined) return select(event, known);
  const selection = selectionOf(fields);
  SELECTIONS.set(fields, selection);
  return select(event, selection);
}

function selectionOf(fields: readonly string[]): Selection {
  const root: Selection = { isWhole: false, below: new Map() };
  for (const path of fields.map(parsePropertyPath)) {
    if (path.length > PATH_NAMES_MAX) continue;
    let selection = root;
    for (const name of path) {
      const next: Selection = selection.below.get(name) ?? { isWhole: false, below: new Map() };
      selection.below.set(name, next);
      selection = next;
    }
    selection.isWhole = true;
  }
  return root;
}

function select(object: JsonObject, { below }: Selection): JsonObject {
  const kept: JsonObject = {};
  for (const [name, selection] of below) {
    const value = keptOf(fieldOf(object, name), selection);
    if (value !== undefined) define(kept, name, value);
  }
  return kept;
}

function keptOf(value: JsonValue | undefined, selection: Selection): JsonValue | undefined {
  if (selection.isWhole) return value;
  const part = isJsonObject(value) ? select(value, selection) : {};
  return Object.keys(part).length > 0 ? part : undefined;
}

// Paths come from clients: assignment to __proto__ would not make a member.
function define(object: JsonObject, name: string, value: JsonValue): void {
  Object.defineProperty(object, name, { value, enumerable: true, configurable: true, writable: true });
}
