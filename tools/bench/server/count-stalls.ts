import { HttpConnection } from '../http/http-connection.ts';

/**
 * Times at which an event loop came round more than 50 ms late since its process started, all processes together;
 * undefined when one does not tell.
 * @param ports where the processes serve metrics
 */
export async function countStalls(ports: readonly number[]): Promise<number | undefined> {
  const counts = await Promise.all(ports.map(countOf));
  return counts.reduce((sum, count) => (sum === undefined || count === undefined ? undefined : sum + count), 0);
}

async function countOf(port: number): Promise<number | undefined> {
  const connection = new HttpConnection(port);
  try {
    const { status, body } = await connection.ask({ method: 'GET', path: '/_chappe/metrics' });
    return status === 200 ? stallsIn(body.toString()) : undefined;
  } finally {
    connection.close();
  }
}

function stallsIn(metrics: string): number | undefined {
  const value = (name: string): number =>
    Number(
      metrics
        .split('\n')
        .find((line) => line.startsWith(name))
        ?.split(' ')[1],
    );
  const stalls = value('event_loop_delay_seconds_count') - value('event_loop_delay_seconds_bucket{le="0.05"}');
  return Number.isFinite(stalls) ? stalls : undefined;
}
