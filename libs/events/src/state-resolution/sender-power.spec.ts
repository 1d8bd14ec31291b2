import { expect, it } from 'vitest';

import { roomVersionRules } from '../room-versions/room-versions.js';
import type { ConflictedEvent } from './conflicted-event.js';
import { senderPower } from './sender-power.js';

it('gives no power to whom no auth events give any', () => {
  const event = { pdu: { sender: '@alice:a.example' }, authEvents: [] } as unknown as ConflictedEvent;
  expect(senderPower(event, roomVersionRules('10')!)).toBe(0);
});
