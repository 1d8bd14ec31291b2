import { roomLog } from './room-log.js';
import type { Topic } from './topic.js';
import type { TransientTopic } from './transient-topic.js';
import { typingTopic } from './typing-topic.js';
import { userLog } from './user-log.js';

/** Every log: has tables in PostgreSQL, and is published by the owners of partitions. */
export const STORED_LOGS: readonly Topic[] = [roomLog, userLog];

/** Every topic that is stored nowhere. */
export const TRANSIENT_TOPICS: readonly TransientTopic[] = [typingTopic];
