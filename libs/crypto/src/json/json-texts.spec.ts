import fc from 'fast-check';
import { describe, it } from 'vitest';

import { checkJsonText } from './fixtures/check-json-text.js';
import { jsonTexts } from './fixtures/json-texts.js';

describe('the readers of JSON', () => {
  it('read every text as a plain reader does, or refuse it for what canonical JSON forbids', () => {
    fc.assert(
      fc.property(jsonTexts, (text) => void checkJsonText(text)),
      { numRuns: 2000 },
    );
  });

  it('read or refuse any text, and throw nothing but JsonError', () => {
    const piece = fc.constantFrom('{', '}', '[', ']', '"', '\\', ':', ',', '1', '.', '-0', 'e', 'null', ' ', '"a"');
    const junk = fc.array(piece).map((pieces) => pieces.join(''));
    fc.assert(
      fc.property(fc.oneof(junk, fc.string(), fc.json()), (text) => void checkJsonText(text)),
      { numRuns: 1000 },
    );
  });
});
