import { Admin } from '@platformatic/kafka';
import { systemClock } from '@chappe/runtime';
import { KafkaUnavailableError } from './running-kafka.js';

const POLL_MS = 100;
const ANSWER_MS_MAX = 2_000;

/**
 * Settles when a broker answers a request for metadata.
 * @param giveUp true when waiting has become pointless, for example because the broker has ended
 * @throws KafkaUnavailableError when it does not answer in time
 */
export async function waitForKafka(
  brokers: readonly string[],
  options: { readonly withinMs: number; readonly giveUp?: () => boolean },
): Promise<void> {
  const untilMs = systemClock.monotonicMs() + options.withinMs;
  let last: unknown;
  while (systemClock.monotonicMs() < untilMs && options.giveUp?.() !== true) {
    const admin = new Admin({
      clientId: 'chappe-testing',
      bootstrapBrokers: [...brokers],
      retries: false,
      connectTimeout: ANSWER_MS_MAX,
      requestTimeout: ANSWER_MS_MAX,
    });
    try {
      if ((await admin.metadata({ topics: [] })).brokers.size > 0) return;
    } catch (error) {
      last = error;
    } finally {
      await admin.close();
    }
    await systemClock.sleep(POLL_MS);
  }
  throw new KafkaUnavailableError(`no Kafka answers at ${brokers.join(', ')}`, { cause: last });
}
