import { Registry } from 'prom-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Typing } from '@chappe/contracts';
import { systemClock, systemRandomness } from '@chappe/runtime';
import { createLogger } from '@chappe/telemetry';
import { kafkaForSuite, type RunningKafka } from '@chappe/testing';
import type { EventLog } from '../event-log.js';
import { EventLogTelemetry } from '../event-log.telemetry.js';
import { kafkaSettings } from '../fixtures/kafka-process.js';
import { KafkaCluster } from '../kafka/kafka-cluster.js';
import { TransientBus } from './transient-bus.js';
import { TypingExchange } from './typing-exchange.js';

const PARTITIONS = 2;
const found = await kafkaForSuite();

describe.skipIf(!found)('typing', () => {
  let kafka: RunningKafka;
  beforeAll(async () => {
    if (found) kafka = await found.start();
  });
  afterAll(() => kafka.remove());

  function startProcess(): { bus: TransientBus; cluster: KafkaCluster; heard: string[] } {
    const cluster = new KafkaCluster(kafkaSettings(kafka.brokers, ''), PARTITIONS, systemClock);
    const telemetry = new EventLogTelemetry(createLogger({ logLevel: 'fatal', logFormat: 'json' }), new Registry());
    const bus = new TransientBus();
    const log = { partitionCount: PARTITIONS } as EventLog;
    new TypingExchange(bus, telemetry, log, cluster, systemRandomness).onModuleInit();
    const heard: string[] = [];
    bus.subscribe(({ roomId, userId }) => void heard.push(`${roomId} ${userId}`));
    return { bus, cluster, heard };
  }

  it('is told to the own process at once and once, and to the others', async () => {
    const [here, there] = [startProcess(), startProcess()];
    const notice = (userId: string): Typing => ({ roomId: '!a:x', userId, untilMs: 5 });
    const connect = (): boolean => {
      here.bus.publish(notice('@probe:x'));
      there.bus.publish(notice('@probe:x'));
      return there.heard.length > 20 && here.heard.length > 20;
    };
    await expect.poll(connect, { timeout: 20_000, interval: 100 }).toBe(true);
    here.bus.publish(notice('@alice:x'));
    expect(here.heard.at(-1)).toBe('!a:x @alice:x');
    there.bus.publish(notice('@bob:x'));
    await expect.poll(() => there.heard, { timeout: 10_000 }).toContain('!a:x @alice:x');
    await expect.poll(() => here.heard, { timeout: 10_000 }).toContain('!a:x @bob:x');
    expect(here.heard.filter((text) => text.includes('alice'))).toHaveLength(1);
    await Promise.all([here.cluster.close(), there.cluster.close()]);
  });
});
