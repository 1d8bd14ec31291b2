import { Typing } from '../gen/transient/v1/transient.js';
import { defineTransientTopic } from './transient-topic.js';

/** Who types in which room. Published by the client API, in partitions by room. */
export const typingTopic = defineTransientTopic({
  name: 'transient.typing.v1',
  owner: 'client-api',
  codec: Typing,
  keyOf: ({ roomId }) => roomId,
});
