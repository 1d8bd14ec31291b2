import type { SeededRandom } from '../seeded-random.ts';
import { DEPTHS, KEYS, LENGTHS, NUMBERS, STRING_PIECES, VALUES } from './dictionary.ts';
import { type JsonSpan, jsonSpans } from './json-spans.ts';
import type { MutationSources } from './mutation-sources.ts';

interface Site {
  readonly text: string;
  readonly spans: readonly JsonSpan[];
  /** The value that is to be changed. */
  readonly span: JsonSpan;
}

type Mutation = (site: Site, random: SeededRandom, sources: MutationSources) => string;

/** Another value in place of this one. */
const replaceValue: Mutation = (site, random, sources) => replace(site, anyValue(site, random, sources));

const removeEntry: Mutation = ({ text, span }) => {
  const start = span.keyStart ?? span.start;
  if (text[span.end] === ',') return text.slice(0, start) + text.slice(span.end + 1);
  return text.slice(0, text[start - 1] === ',' ? start - 1 : start) + text.slice(span.end);
};

/** The same element again, or the same key with this or another value. */
const repeatEntry: Mutation = (site, random, sources) => {
  const { text, span } = site;
  const value = random.oneIn(2) ? text.slice(span.start, span.end) : anyValue(site, random, sources);
  return `${text.slice(0, span.end)},${keyOf(site)}${value}${text.slice(span.end)}`;
};

const addMember: Mutation = (site, random, sources) => {
  const { text, span } = site;
  const key = random.oneIn(3) ? keyOf(elsewhere(sources, random) ?? site) : `${random.pick(KEYS)}:`;
  const member = `${span.keyStart === undefined ? '' : key}${anyValue(site, random, sources)},`;
  const at = span.keyStart ?? span.start;
  return text.slice(0, at) + member + text.slice(at);
};

const renameKey: Mutation = ({ text, span }, random) => {
  if (span.keyStart === undefined || span.keyEnd === undefined) return text;
  const key = random.oneIn(2) ? random.pick(KEYS) : respell(text.slice(span.keyStart, span.keyEnd), random);
  return text.slice(0, span.keyStart) + key + text.slice(span.keyEnd);
};

const nest: Mutation = (site, random) => {
  const { text, span } = site;
  const depth = random.pick(DEPTHS);
  const [before, after] = random.oneIn(2) ? ['[', ']'] : ['{"a":', '}'];
  return replace(site, before.repeat(depth) + text.slice(span.start, span.end) + after.repeat(depth));
};

/** Entries in place of one: lists and objects with as many as there may be, and one more. */
const multiply: Mutation = (site, random) => {
  const { text, span } = site;
  const value = text.slice(span.start, Math.min(span.end, span.start + 2000));
  const count = Math.min(random.pick(LENGTHS), Math.floor(66_000 / (value.length + 8)));
  const isMember = span.keyStart !== undefined;
  const entries = Array.from({ length: count }, (_, i) => (isMember ? `"k${i}":${value}` : value));
  const [start, end] = [span.keyStart ?? span.start, span.end];
  return count === 0 ? text : text.slice(0, start) + entries.join(',') + text.slice(end);
};

const changeString: Mutation = (site, random, sources) => {
  const { text, span } = site;
  if (span.kind !== 'string') return replace(site, JSON.stringify(text.slice(span.start, span.end)));
  const inside = text.slice(span.start + 1, span.end - 1);
  const at = random.below(inside.length + 1);
  const piece = sources.dictionary.length > 0 && random.oneIn(3) ? random.pick(sources.dictionary) : undefined;
  const inserted = piece ?? random.pick(STRING_PIECES);
  if (random.oneIn(4)) return replace(site, respell(text.slice(span.start, span.end), random));
  if (random.oneIn(4)) return replace(site, `"${inside.slice(0, at)}${longText(random)}"`);
  const rest = inside.slice(at + (random.oneIn(2) ? 1 : 0));
  return replace(site, `"${inside.slice(0, at)}${inserted}${rest}"`);
};

/** Of characters that take one to four bytes, so that limits in bytes and in characters differ; 255 is one of them. */
function longText(random: SeededRandom): string {
  const character = random.pick(['x', 'é', '\u0800', '\ud83d\ude00']);
  const length = random.oneIn(3) ? 230 + random.below(30) : random.pick(LENGTHS);
  return character.repeat(Math.ceil(length / (random.oneIn(3) ? 1 : Buffer.byteLength(character))));
}

/** Lengthens a string until the document has about as many bytes as an event may. */
const fillUp: Mutation = (site, random) => {
  const { text, span } = site;
  const character = random.pick(['x', 'é', '\u0800', '\ud83d\ude00']);
  const missing = 65_530 + random.below(16) - Buffer.byteLength(text);
  if (span.kind !== 'string' || missing <= 0) return text;
  return replace(
    site,
    text.slice(span.start, span.end - 1) + character.repeat(missing / Buffer.byteLength(character)) + '"',
  );
};

const changeNumber: Mutation = (site, random) => {
  const { text, span } = site;
  if (random.oneIn(8)) return replace(site, '9'.repeat(random.pick(LENGTHS)));
  if (span.kind !== 'number' || random.oneIn(2)) return replace(site, random.pick(NUMBERS));
  const written = text.slice(span.start, span.end);
  if (random.oneIn(3)) return replace(site, `"${written}"`);
  return replace(site, /^-?[0-9]{1,30}$/.test(written) ? String(BigInt(written) + BigInt(random.below(3) - 1)) : '0');
};

const swapValues: Mutation = ({ text, spans, span }, random) => {
  const other = random.pick(spans);
  const [first, second] = span.start < other.start ? [span, other] : [other, span];
  if (second.start < first.end) return text;
  const [a, b] = [text.slice(first.start, first.end), text.slice(second.start, second.end)];
  return text.slice(0, first.start) + b + text.slice(first.end, second.start) + a + text.slice(second.end);
};

const addSpace: Mutation = ({ text, span }, random) =>
  text.slice(0, span.start) + random.pick([' ', '\n\t', '\r', '\u00a0', '\ufeff', '']) + text.slice(span.start);

const MUTATIONS: readonly Mutation[] = [
  replaceValue,
  replaceValue,
  replaceValue,
  removeEntry,
  removeEntry,
  repeatEntry,
  addMember,
  addMember,
  renameKey,
  nest,
  multiply,
  changeString,
  changeString,
  changeString,
  changeNumber,
  fillUp,
  swapValues,
  addSpace,
];

/** One change of a JSON text that knows its structure: most leave it well-formed. */
export function mutateJson(text: string, random: SeededRandom, sources: MutationSources): string {
  const spans = jsonSpans(text);
  if (spans.length === 0) return random.pick(VALUES);
  return random.pick(MUTATIONS)({ text, spans, span: random.pick(spans) }, random, sources);
}

function replace({ text, span }: Site, value: string): string {
  return text.slice(0, span.start) + value + text.slice(span.end);
}

/** From the list, from this document or from another one. */
function anyValue(site: Site, random: SeededRandom, sources: MutationSources): string {
  const choice = random.below(4);
  if (choice === 0) return random.pick(VALUES);
  if (choice === 1) return random.pick(NUMBERS);
  const from = choice === 2 ? { ...site, span: random.pick(site.spans) } : elsewhere(sources, random);
  return from === undefined ? 'null' : from.text.slice(from.span.start, from.span.end);
}

function elsewhere(sources: MutationSources, random: SeededRandom): Site | undefined {
  const text = sources.other();
  const spans = jsonSpans(text);
  return spans.length === 0 ? undefined : { text, spans, span: random.pick(spans) };
}

function keyOf({ text, span }: Site): string {
  return span.keyStart === undefined ? '' : `${text.slice(span.keyStart, span.keyEnd)}:`;
}

/** The same string with one of its plain characters as an escape. */
function respell(quoted: string, random: SeededRandom): string {
  if (quoted.length < 3 || quoted.includes('\\')) return quoted;
  const at = 1 + random.below(quoted.length - 2);
  const escape = `\\u${quoted.charCodeAt(at).toString(16).padStart(4, '0')}`;
  return quoted.slice(0, at) + escape + quoted.slice(at + 1);
}
