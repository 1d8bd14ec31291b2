import { HttpConnection } from './http-connection.ts';

/** Whether a homeserver on this port answers its clients yet. */
export async function answers(port: number): Promise<boolean> {
  const connection = new HttpConnection(port);
  try {
    return (await connection.ask({ method: 'GET', path: '/_matrix/client/versions' })).status === 200;
  } catch {
    return false;
  } finally {
    connection.close();
  }
}
