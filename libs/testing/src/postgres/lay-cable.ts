import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import type { PostgresConnection } from '@chappe/postgres';

/** A way to a database that can go dead. */
export interface Cable {
  /** How to reach the database over it. */
  readonly connection: PostgresConnection;
  /**
   * As when the machine of the database vanishes and another takes its place: on connections that are open nothing
   * passes any more and nobody is told; new ones work.
   */
  goDead(): void;
  /** From now on it leads to another database; what is open stays as it is. */
  leadTo(to: PostgresConnection): void;
  remove(): void;
}

/** Lays a cable on loopback. */
export async function layCable(to: PostgresConnection): Promise<Cable> {
  let target = to;
  const open = new Set<Socket>();
  const dead = new WeakSet<Socket>();
  const join = (from: Socket, onto: Socket): void => {
    open.add(from);
    from.on('data', (bytes) => dead.has(from) || onto.write(bytes));
    from.on('error', () => from.destroy());
    from.on('close', () => {
      open.delete(from);
      if (!dead.has(from)) onto.destroy();
    });
  };
  const server = createServer((inner) => {
    const { host = '127.0.0.1', port } = target;
    const outer = host.startsWith('/') ? connect(`${host}/.s.PGSQL.${port}`) : connect(port, host);
    join(inner, outer);
    join(outer, inner);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    connection: { ...to, host: '127.0.0.1', port: (server.address() as AddressInfo).port },
    goDead: () => {
      for (const socket of open) dead.add(socket);
    },
    leadTo: (next) => {
      target = next;
    },
    remove: () => {
      server.close();
      for (const socket of open) socket.destroy();
    },
  };
}
