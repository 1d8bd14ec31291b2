import Type from 'typebox';
import { expect, it } from 'vitest';
import { configurationPage } from './configuration-page.js';
import { defineSection } from './section.js';

it('prints every setting with its variable, type, default and meaning', () => {
  const sections = [
    defineSection({
      name: 'clientApi',
      description: 'The client API.',
      schema: Type.Object({
        mode: Type.Union([Type.Literal('a'), Type.Literal('b')], { description: 'Which.', default: 'a' }),
        key: Type.Optional(Type.String({ description: 'The key.' })),
        limits: Type.Object({ sizeMax: Type.Integer({ description: 'Bytes.', minimum: 1, maximum: 9, default: 3 }) }),
      }),
      secrets: ['key'],
    }),
  ];
  const page = configurationPage(sections, new Map([['clientApi', ['client-api', 'all-in-one']]]));
  expect(page).toContain('## clientApi\n\nThe client API.\n\nRead by client-api, all-in-one.\n');
  expect(page).toContain('| `mode` | `CHAPPE_CLIENT_API_MODE` | a / b | `"a"` | Which. |');
  expect(page).toContain('| `key` | `CHAPPE_CLIENT_API_KEY` | string | – | The key. Secret. |');
  expect(page).toContain('| `limits.sizeMax` | `CHAPPE_CLIENT_API_LIMITS_SIZE_MAX` | integer 1…9 | `3` | Bytes. |');
});
