import type { SeededRandom } from '../seeded-random.ts';
import { mutateJson } from './mutate-json.ts';
import { mutateText } from './mutate-text.ts';
import type { MutationSources } from './mutation-sources.ts';

/** Longest input in UTF-16 units: somewhat above what an event may have. */
export const INPUT_UNITS_MAX = 70_000;

/** An input with one to eight changes, mostly few; at most {@link INPUT_UNITS_MAX} units. */
export function mutateInput(
  input: string,
  random: SeededRandom,
  { form, ...sources }: MutationSources & { readonly form: 'json' | 'text' },
): string {
  let mutated = input;
  let changes = 1;
  while (changes < 8 && random.oneIn(2)) changes += 1;
  for (let change = 0; change < changes; change += 1) {
    // A damaged document tells little after the parser, so only few are damaged.
    const isJson = form === 'json' && !random.oneIn(16);
    const next = (isJson ? mutateJson : mutateText)(mutated, random, sources);
    if (next.length <= INPUT_UNITS_MAX) mutated = next;
  }
  return mutated;
}
