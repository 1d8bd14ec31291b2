import { describe, expect, it } from 'vitest';
import { JSON_DEPTH_MAX, type JsonValue } from '@chappe/crypto';
import { withEventFields } from './render-event.js';

const FIELDS = ['content', 'unsigned'];

/** Arrays in each other. */
function nested(depth: number): JsonValue {
  return depth === 0 ? 'deep' : [nested(depth - 1)];
}

// client-server-api, "Filtering"
describe('event_fields', () => {
  it('choose from an event what is there', () => {
    const event = { type: 'm.room.message', content: { body: 'a' }, sender: '@a:x' };
    expect(JSON.parse(withEventFields(JSON.stringify(event), FIELDS))).toEqual({ content: { body: 'a' } });
  });

  it.each(['content', 'prev_content', 'redacted_because'])('take %s as deep as an event may be', (name) => {
    const content = { deep: nested(JSON_DEPTH_MAX - 2) };
    const member = name === 'redacted_because' ? { type: 'm.room.redaction', content } : content;
    const event = name === 'content' ? { content } : { content: {}, unsigned: { [name]: member } };
    expect(withEventFields(JSON.stringify(event), FIELDS)).toBe(JSON.stringify(event));
  });
});
