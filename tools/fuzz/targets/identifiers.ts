import { checkIdentifier } from '@chappe/events/fixtures';
import type { FuzzTarget } from '../fuzz-target.ts';
import { stringsInVectors } from '../seeds/values-in-vectors.ts';

const SERVERS = ['a.example', 'a.example:8448', '1.2.3.4', '[::1]:8448', '[2001:db8::1.2.3.4]', 'A-b.C'];

/** All parsers of identifiers (appendices#identifier-grammar): what they accept they leave alone, within the limits. */
export const identifiers: FuzzTarget = {
  name: 'identifiers',
  form: 'text',
  dictionary: [...SERVERS, '@', '!', '#', '$', ':', '::', '::1', '255', '256', '999.1.1.1', '[', ']', ':65536', 'x:y'],
  seeds: () => [
    ...SERVERS,
    ...SERVERS.flatMap((name) => [`@alice:${name}`, `!room:${name}`, `#alias:${name}`, `$event:${name}`]),
    '@:a.example',
    '$acR1l0raoZnm60CBwAVgqbZqoO/mYU81xysh1u7XcJk',
    '!31hneApxJ_1o-63DmFrpeqnkFfWppnzWso1JvH3ogLM',
    ...stringsInVectors().filter((text) => text.length <= 300),
  ],
  run: checkIdentifier,
};
