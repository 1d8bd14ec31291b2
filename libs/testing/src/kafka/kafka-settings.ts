/** Ports of one broker. */
export interface KafkaPorts {
  readonly clients: number;
  readonly controller: number;
}

/** Host on which a broker listens, as seen by clients and by itself. */
const HOST = '127.0.0.1';

/** Settings of a broker that is its own controller, small and quick to start. */
export function kafkaSettings(ports: KafkaPorts, dataFolder: string): Record<string, string> {
  return {
    'process.roles': 'broker,controller',
    'node.id': '1',
    'controller.quorum.voters': `1@${HOST}:${ports.controller}`,
    'controller.listener.names': 'CONTROLLER',
    listeners: `PLAINTEXT://${HOST}:${ports.clients},CONTROLLER://${HOST}:${ports.controller}`,
    'advertised.listeners': `PLAINTEXT://${HOST}:${ports.clients}`,
    'log.dirs': dataFolder,
    'auto.create.topics.enable': 'false',
    'offsets.topic.replication.factor': '1',
    'offsets.topic.num.partitions': '1',
    'transaction.state.log.replication.factor': '1',
    'transaction.state.log.min.isr': '1',
    'transaction.state.log.num.partitions': '1',
    'share.coordinator.state.topic.replication.factor': '1',
    'share.coordinator.state.topic.min.isr': '1',
    'group.initial.rebalance.delay.ms': '0',
    // A broker that was killed is let in again as soon as it comes back.
    'broker.session.timeout.ms': '2000',
    'broker.heartbeat.interval.ms': '500',
    // Threads and buffers for a small heap.
    'num.network.threads': '1',
    'num.io.threads': '2',
    'log.cleaner.dedupe.buffer.size': '4194304',
  };
}
