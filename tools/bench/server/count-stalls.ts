import { HttpConnection } from '../http/http-connection.ts';

/**
 * Times at which the event loop came round more than 50 ms late since the server started; undefined when it does not
 * tell.
 */
export async function countStalls(port: number): Promise<number | undefined> {
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
