import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { roomLog } from '@chappe/contracts';
import { systemClock } from '@chappe/runtime';
import { Generations } from '../generations/generations.js';
import { KafkaCluster } from './kafka-cluster.js';

describe('KafkaCluster', () => {
  const sockets = new Set<Socket>();
  let silent: Server;
  beforeEach(async () => {
    silent = createServer((socket) => void sockets.add(socket.on('error', () => undefined)));
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
  });
  afterEach(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => silent.close(resolve));
  });

  it('closes soon although a broker takes connections and says nothing', async () => {
    const cluster = new KafkaCluster(
      {
        brokers: [`127.0.0.1:${(silent.address() as AddressInfo).port}`],
        clientId: 'test',
        topicPrefix: '',
        retentionHours: 1,
        tls: { enabled: false },
        sasl: {},
      },
      { partitionCount: 1, generations: new Generations(), clock: systemClock },
    );
    cluster.tail(roomLog, {
      onPositioned: () => undefined,
      onRecords: () => undefined,
      onInterrupted: () => undefined,
    });
    const published = cluster.publisher.publish(roomLog.name, 0, [{ key: Buffer.from('k'), value: Buffer.from('v') }]);
    published.catch(() => undefined);
    await systemClock.sleep(500);
    expect(sockets.size).toBeGreaterThan(0);
    const beganMs = systemClock.monotonicMs();
    await cluster.close();
    expect(systemClock.monotonicMs() - beganMs).toBeLessThan(2_500);
  });
});
