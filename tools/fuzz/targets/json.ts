import { checkJsonText } from '@chappe/crypto/fixtures';
import { roomEvents } from '@chappe/events/fixtures';
import type { FuzzTarget } from '../fuzz-target.ts';
import { valuesInVectors } from '../seeds/values-in-vectors.ts';

/** The readers of JSON and its canonical form (appendices#canonical-json). */
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
  run: checkJsonText,
};
