import { defineTransientTopic, Typing, typingTopic } from '@chappe/contracts';
import { describe, expect, it } from 'vitest';
import { TransientBus } from './transient-bus.js';

const TYPING: Typing = { roomId: '!a:x', userId: '@a:x', untilMs: 5, deviceId: 'D' };
const other = defineTransientTopic({
  name: 'transient.other.v1',
  owner: 'room',
  codec: Typing,
  keyOf: ({ userId }) => userId,
});

describe('TransientBus', () => {
  it('tells a message to those who listen to its topic, until they do no more', () => {
    const bus = new TransientBus();
    const heard: string[] = [];
    const end = bus.subscribe(typingTopic, () => heard.push('typing'));
    bus.subscribe(other, () => heard.push('other'));
    bus.publish(typingTopic, TYPING);
    expect(heard).toEqual(['typing']);
    end();
    bus.publish(typingTopic, TYPING);
    bus.publish(other, TYPING);
    expect(heard).toEqual(['typing', 'other']);
  });

  it('lets its carrier listen once to what somebody here listens to, and to nothing else', () => {
    const bus = new TransientBus();
    const asked: string[] = [];
    bus.subscribe(typingTopic, () => undefined);
    bus.carryBy({
      forward: ({ name }) => void asked.push(`tell ${name}`),
      listen: ({ name }) => void asked.push(`hear ${name}`),
    });
    bus.subscribe(typingTopic, () => undefined);
    bus.publish(other, TYPING);
    bus.subscribe(other, () => undefined);
    bus.deliver(typingTopic, TYPING);
    expect(asked).toEqual(['hear transient.typing.v1', 'tell transient.other.v1', 'hear transient.other.v1']);
  });
});
