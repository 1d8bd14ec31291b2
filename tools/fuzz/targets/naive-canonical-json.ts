import { compareCodePoints } from '@chappe/crypto';
import { mustHold } from '../violation.ts';
import type { NaiveJson } from './naive-json.ts';

/** The canonical JSON of a value, written down as plainly as can be (appendices#canonical-json). */
export function naiveCanonicalJson(naive: NaiveJson): string {
  if (naive.kind === 'string') return JSON.stringify(naive.value);
  if (naive.kind === 'array') return `[${naive.items.map(naiveCanonicalJson).join(',')}]`;
  if (naive.kind === 'number') return numberOf(naive.text);
  if (naive.kind === 'word') return naive.text;
  const members = [...naive.members].toSorted(([left], [right]) => compareByPoints(left, right));
  return `{${members.map(([key, value]) => `${JSON.stringify(key)}:${naiveCanonicalJson(value)}`).join(',')}}`;
}

/** As in the example of the appendices: -0 is 0 and 1e10 is written out, any other odd number stays as it came. */
function numberOf(text: string): string {
  const value = Number(text);
  return Number.isSafeInteger(value) && /^-?[0-9]+([eE][+]?[0-9]+)?$/.test(text) ? BigInt(value).toString() : text;
}

function compareByPoints(left: string, right: string): number {
  const order = Buffer.compare(Buffer.from(left), Buffer.from(right));
  mustHold(Math.sign(compareCodePoints(left, right)) === order, 'Code points are ordered as their UTF-8 is');
  return order;
}
