import { isDeepStrictEqual } from 'node:util';
import * as crypto from '@chappe/crypto';
import type { FuzzTarget } from '../fuzz-target.ts';
import { roomEvents } from '../seeds/room-events.ts';
import { valuesInVectors } from '../seeds/values-in-vectors.ts';
import { mustHold } from '../violation.ts';
import { naiveCanonicalJson } from './naive-canonical-json.ts';
import { type NaiveJson, type NaiveText, parseNaively } from './naive-json.ts';

const { canonicalJson, checkCanonicalNumbers, JSON_DEPTH_MAX, JsonError, JsonNumber, parseJson } = crypto;
type JsonValue = crypto.JsonValue;

/** The parsers of JSON and its canonical form (appendices#canonical-json), compared with the engine and a naive one. */
export const json: FuzzTarget = {
  name: 'json',
  form: 'json',
  dictionary: [],
  seeds: () => [
    ...valuesInVectors(),
    ...roomEvents().map(({ text }) => text),
    '{"a":[1,-0,1.5,1e3,9007199254740993],"10":"x","9":{"\\u0061":1,"a":2,"__proto__":[]}}',
    `${'['.repeat(100)}${']'.repeat(100)}`,
    `{"a":${'9'.repeat(60_000)}}`,
  ],
  run(input) {
    const engine = attempt(() => JSON.parse(input) as JsonValue);
    const isText = engine.ok && depthOf(input) <= JSON_DEPTH_MAX && isUnicode(engine.value);
    const [loose, exact, strict] = [parseJson, crypto.parseExactJson, crypto.parseCanonicalJson].map((parse) =>
      attempt(() => parse(input)),
    );
    for (const { ok, reason } of [loose!, exact!]) mustHold(ok === isText, `All JSON parses, nothing else: ${reason}`);
    if (!engine.ok || !loose!.ok || !exact!.ok) {
      mustHold(!strict!.ok, 'What is no JSON is no canonical JSON either');
      return `refused ${loose!.reason} ${exact!.reason} ${strict!.reason}`;
    }
    mustHold(same(loose!.value, engine.value), 'Values are those of the engine');
    const naive = parseNaively(input);
    checkExact(exact!.value, naive.value);
    return `${checkStrict(input, strict!, naive)} ${checkCanonical(loose!.value)}`;
  },
};

interface Attempt<T> {
  readonly ok: boolean;
  readonly value: T;
  readonly reason: string;
}

/** Anything but a JsonError, and the engine's SyntaxError, is passed on. */
function attempt<T>(work: () => T): Attempt<T> {
  try {
    return { ok: true, value: work(), reason: 'none' };
  } catch (error) {
    const reason = error instanceof JsonError ? error.reason : error instanceof SyntaxError ? 'syntax' : undefined;
    if (reason === undefined) throw error;
    return { ok: false, value: undefined as T, reason };
  }
}

function checkExact(exact: JsonValue, naive: NaiveJson): void {
  const canonical = naiveCanonicalJson(naive);
  mustHold(canonicalJson(exact) === canonical, 'Numbers are written as they came, keys in order');
  mustHold(canonicalJson(crypto.parseExactJson(canonical)) === canonical, 'The canonical form keeps its form');
  mustHold(same(JSON.parse(JSON.stringify(exact)) as JsonValue, JSON.parse(canonical) as JsonValue), 'toJSON is exact');
}

function checkStrict(input: string, strict: Attempt<JsonValue>, naive: NaiveText): string {
  const plain = naive.numbers.every(isPlainInteger);
  mustHold(
    strict.ok === (plain && !naive.hasDuplicates),
    'Strict parsing refuses odd numbers and repeated keys, nothing else',
  );
  const numbers = attempt(() => checkCanonicalNumbers(input));
  mustHold(numbers.ok === plain, 'checkCanonicalNumbers finds every odd number, nothing else');
  if (!strict.ok) return `not canonical ${strict.reason}`;
  mustHold(
    canonicalJson(strict.value) === naiveCanonicalJson(naive.value),
    'A strictly parsed value has its canonical form',
  );
  return 'canonical';
}

function checkCanonical(value: JsonValue): string {
  const canonical = attempt(() => canonicalJson(value));
  mustHold(canonical.ok === doublesOf(value).every(isCanonicalNumber), 'Only odd numbers have no canonical form');
  if (!canonical.ok) return canonical.reason;
  const again = attempt(() => canonicalJson(parseJson(canonical.value)));
  mustHold(again.ok && again.value === canonical.value, 'Canonical JSON keeps its form');
  return 'written';
}

function doublesOf(value: JsonValue): number[] {
  if (typeof value === 'number') return [value];
  if (typeof value !== 'object' || value === null || value instanceof JsonNumber) return [];
  return Object.values(value).flatMap(doublesOf);
}

function isCanonicalNumber(value: number): boolean {
  return Number.isSafeInteger(value) && !Object.is(value, -0);
}

function isPlainInteger(text: string): boolean {
  return /^(0|-?[1-9][0-9]{0,15})$/.test(text) && Number.isSafeInteger(Number(text));
}

function same(left: JsonValue, right: JsonValue): boolean {
  return isDeepStrictEqual(left, right);
}

/** Levels of nesting of a text that is valid JSON. */
function depthOf(text: string): number {
  let [depth, deepest] = [0, 0];
  for (const [token] of text.matchAll(/"(?:[^"\\]|\\.)*"|[[{}\]]/gs)) {
    if (token === '[' || token === '{') deepest = Math.max(deepest, (depth += 1));
    else if (token === ']' || token === '}') depth -= 1;
  }
  return deepest;
}

function isUnicode(value: JsonValue): boolean {
  if (typeof value === 'string') return value.isWellFormed();
  if (typeof value !== 'object' || value === null || value instanceof JsonNumber) return true;
  return Object.entries(value).every(([key, member]) => key.isWellFormed() && isUnicode(member));
}
