import type { JsonObject } from '@chappe/crypto';
import { describe, expect, it } from 'vitest';
import { checkStateContent } from './check-state-content.js';

describe('the content of state that a client wants', () => {
  it('refuses a redaction, which is no state event', () => {
    expect(() => checkStateContent('m.room.redaction', 'x', { redacts: '$target' })).toThrow('no state event');
  });

  it.each<JsonObject>([{ ban: '50' }, { users: { '@alice:a.example': 50.5 } }, { events: [] }])(
    'refuses power levels with %j',
    (content) => {
      expect(() => checkStateContent('m.room.power_levels', '', content)).toThrow('is an');
    },
  );

  it('takes what the authorization rules are to judge', () => {
    expect(() => checkStateContent('m.room.topic', '', { topic: 5 })).not.toThrow();
  });
});
