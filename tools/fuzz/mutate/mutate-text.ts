import type { SeededRandom } from '../seeded-random.ts';
import { LENGTHS, STRING_PIECES } from './dictionary.ts';
import type { MutationSources } from './mutation-sources.ts';

type Mutation = (text: string, random: SeededRandom, sources: MutationSources) => string;

const insertPiece: Mutation = (text, random, { dictionary }) => {
  const piece = random.oneIn(2) && dictionary.length > 0 ? random.pick(dictionary) : random.pick(STRING_PIECES);
  const at = random.below(text.length + 1);
  return text.slice(0, at) + piece + text.slice(at + (random.oneIn(2) ? piece.length : 0));
};

const changeUnit: Mutation = (text, random) => {
  const at = random.below(text.length + 1);
  const unit = random.oneIn(4) ? random.below(0x1_0000) : random.below(0x80);
  return text.slice(0, at) + String.fromCharCode(unit) + text.slice(at + 1);
};

const removeRange: Mutation = (text, random) => {
  const [start, end] = range(text, random);
  return text.slice(0, start) + text.slice(end);
};

const copyRange: Mutation = (text, random) => {
  const [start, end] = range(text, random);
  const at = random.below(text.length + 1);
  return text.slice(0, at) + text.slice(start, end) + text.slice(at);
};

const repeatRange: Mutation = (text, random) => {
  const [start, end] = range(text, random);
  const piece = text.slice(start, Math.min(end, start + 8));
  if (piece === '') return text;
  const times = Math.ceil(random.pick(LENGTHS) / piece.length);
  return text.slice(0, start) + piece.repeat(times) + text.slice(end);
};

const truncate: Mutation = (text, random) => text.slice(0, random.below(text.length + 1));

const splice: Mutation = (text, random, { other }) => {
  const from = other();
  const [start, end] = range(from, random);
  const at = random.below(text.length + 1);
  return text.slice(0, at) + from.slice(start, end) + text.slice(random.oneIn(2) ? at : text.length);
};

const MUTATIONS: readonly Mutation[] = [
  insertPiece,
  insertPiece,
  changeUnit,
  removeRange,
  copyRange,
  repeatRange,
  truncate,
  splice,
];

/** One small change of a text, whatever it holds. */
export const mutateText: Mutation = (text, random, sources) => random.pick(MUTATIONS)(text, random, sources);

/** Mostly short. */
function range(text: string, random: SeededRandom): [start: number, end: number] {
  const start = random.below(text.length + 1);
  const length = 1 + random.below(random.oneIn(4) ? text.length + 1 : 8);
  return [start, Math.min(text.length, start + length)];
}
