import { once } from 'node:events';
import { createServer } from 'node:net';
import { listenAddress } from './listen-address.js';

/** A TCP port that somebody else has. The message is one line for the operator. */
export class PortTakenError extends Error {
  override readonly name = 'PortTakenError';
}

/** A TCP port that a process will listen on. */
export interface WantedPort {
  /** 0: the system chooses. */
  readonly port: number;
  readonly bind: string;
  /** How another one is chosen: `http.port`, or as it is typed. */
  readonly setting: string;
}

/**
 * Looks whether a port can be had before anything is done for which it is needed.
 * @throws PortTakenError, or what the system says
 */
export async function checkPort({ port, bind, setting }: WantedPort): Promise<void> {
  if (port === 0) return;
  const server = createServer().listen(port, listenAddress(bind));
  try {
    await once(server, 'listening');
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EADDRINUSE')) throw error;
    const message = `the port is taken: another program listens on ${port}; choose another one with ${setting}`;
    throw new PortTakenError(message, { cause: error });
  }
  server.close();
  await once(server, 'close');
}
