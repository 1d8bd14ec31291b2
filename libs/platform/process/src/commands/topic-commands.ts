import { ConfigError, configOf } from '@chappe/config';
import { STORED_LOGS, type Topic } from '@chappe/contracts';
import { EventLogModule, type KafkaConfig, kafkaSection, LogRelay } from '@chappe/event-log';
import { CommandLineError } from '../command-line/command-line-error.js';
import type { Words } from '../command-line/parse-words.js';
import type { OpenStore, StoreCommand, StoreCommands } from './store-commands.js';

/** By the first word of their names: `room`. */
const LOGS = new Map(STORED_LOGS.map((topic) => [topic.name.split('.')[0] ?? '', topic]));

/** `topic rebuild`: publishes what the tables hold of a log once more, and prints how many entries that were. */
class RebuildTopicCommand implements StoreCommand {
  constructor(
    readonly topic: Topic,
    readonly after: number,
  ) {}

  get audited(): string {
    return `topic rebuild ${this.topic.name}`;
  }

  /** @throws ConfigError without Kafka */
  async run(open: OpenStore): Promise<void> {
    const store = await open(EventLogModule);
    const { brokers } = store.get<KafkaConfig>(configOf(kafkaSection));
    if (brokers.length === 0)
      throw new ConfigError('the setting "kafka.brokers" is empty: there is no topic to rebuild');
    process.stdout.write(`${await store.get(LogRelay).rebuildTopic(this.topic, this.after)}\n`);
  }
}

/**
 * What an operator does with the topics of the log, while processes serve.
 * @param start how the commands begin on the help page, up to the word `topic`
 */
export function topicCommands(start: string): StoreCommands {
  return {
    help: {
      commands: [
        [
          `${start} rebuild ${[...LOGS.keys()].join('|')} [--after N]`,
          'publish a log to Kafka once more, from its table',
        ],
      ],
      flags: `  --after N                    topic rebuild: only entries after this position of each partition (0)
`,
    },
    options: { after: { type: 'string' } },
    parse: parseTopicCommand,
  };
}

function parseTopicCommand({ positionals, values }: Words): StoreCommand | undefined {
  const [noun, verb, name = '', ...more] = positionals;
  if (noun !== 'topic' || verb !== 'rebuild' || more.length > 0) return undefined;
  const topic = LOGS.get(name);
  if (!topic) throw new CommandLineError(`topic rebuild needs the name of a log: ${[...LOGS.keys()].join(' or ')}`);
  const after = String(values['after'] ?? '0');
  if (!/^\d{1,15}$/.test(after)) throw new CommandLineError('--after is a position: a number from 0 on');
  return new RebuildTopicCommand(topic, Number(after));
}
