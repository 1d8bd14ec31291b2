/** Where Kafka is reached in the network of the containers. */
export const KAFKA_ADDRESS = 'kafka:9092';

const JAVA = 'java -Xms64m -Xmx384m -XX:+UseSerialGC -cp "/opt/kafka/*"';
/** Any 16 bytes, as URL-safe Base64. */
const CLUSTER_ID = Buffer.from('chappe-container').toString('base64url');
const FILE = '/tmp/server.properties';

/** One broker that is its own controller; its data goes with the container. */
const SETTINGS = {
  'process.roles': 'broker,controller',
  'node.id': '1',
  'controller.quorum.voters': '1@localhost:9093',
  'controller.listener.names': 'CONTROLLER',
  listeners: 'PLAINTEXT://:9092,CONTROLLER://localhost:9093',
  'advertised.listeners': `PLAINTEXT://${KAFKA_ADDRESS}`,
  'log.dirs': '/tmp/data',
  'offsets.topic.replication.factor': '1',
  'offsets.topic.num.partitions': '1',
  'transaction.state.log.replication.factor': '1',
  'transaction.state.log.min.isr': '1',
};

/** The shell command that lays out the broker's data and becomes the broker. */
export function kafkaCommand(): string {
  const lines = Object.entries(SETTINGS).map(([name, value]) => `'${name}=${value}'`);
  return [
    `printf '%s\\n' ${lines.join(' ')} > ${FILE}`,
    `${JAVA} kafka.tools.StorageTool format --config ${FILE} --cluster-id ${CLUSTER_ID}`,
    `exec ${JAVA} kafka.Kafka ${FILE}`,
  ].join(' && ');
}
