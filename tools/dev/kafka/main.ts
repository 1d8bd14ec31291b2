import { join } from 'node:path';
import { runFromSources } from '../run-from-sources.ts';

const PORT = 9092;

runFromSources();
const { KafkaUnavailableError, startKafka } = await import('@chappe/testing');

/** `npm run kafka`: an Apache Kafka on port 9092 whose data stays in `data/kafka`, until Ctrl-C. */
async function main(): Promise<void> {
  const folder = join(import.meta.dirname, '../../../data/kafka');
  const kafka = await startKafka({ port: PORT, folder });
  process.stdout.write(`${kafka.origin}, at ${kafka.brokers.join(', ')}; Ctrl-C ends it\n`);
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.once(signal, () => void kafka.stop());
  }
}

try {
  await main();
} catch (error) {
  if (!(error instanceof KafkaUnavailableError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
