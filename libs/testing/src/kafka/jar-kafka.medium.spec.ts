import { Admin, Producer, stringSerializers } from '@platformatic/kafka';
import { afterAll, describe, expect, it } from 'vitest';
import { kafkaForSuite } from './find-kafka.js';
import type { RunningKafka } from './running-kafka.js';

const found = await kafkaForSuite();

describe.skipIf(!found)('a broker for tests', () => {
  let kafka: RunningKafka | undefined;
  afterAll(() => kafka?.remove());

  it('keeps its data and its port when it is killed and started again', async () => {
    kafka = await found?.start();
    const options = { clientId: 'test', bootstrapBrokers: kafka?.brokers ?? [] };
    const admin = new Admin(options);
    await admin.createTopics({ topics: ['kept'], partitions: 2, replicas: 1 });
    await admin.close();
    await kafka?.kill();
    await kafka?.start();
    const producer = new Producer({ ...options, serializers: stringSerializers });
    const sent = await producer.send({ messages: [{ topic: 'kept', partition: 1, key: 'a', value: 'b' }] });
    expect(sent.offsets).toEqual([{ topic: 'kept', partition: 1, offset: 0n }]);
    await producer.close();
  });
});
