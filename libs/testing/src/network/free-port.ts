import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

/**
 * Below the ports that Linux and macOS give to outgoing connections: one of those could take the port of a server while
 * it restarts.
 */
const PORTS = { least: 12_000, beyond: 32_000 } as const;
/** Test files that run at once choose from ranges of their own: none listens yet on what another has chosen. */
const RANGES = 16;
const RANGE_SIZE = (PORTS.beyond - PORTS.least) / RANGES;
const least = PORTS.least + (Number(process.env['VITEST_POOL_ID'] ?? 0) % RANGES) * RANGE_SIZE;
const TRIES_MAX = 100;
/** Ports of this process that may not be listened on yet. */
const given = new Set<number>();

/** @returns a TCP port of the loopback interface that nobody listened on a moment ago, and none twice */
export async function freePort(): Promise<number> {
  for (let tries = 0; tries < TRIES_MAX; tries++) {
    const port = randomInt(least, least + RANGE_SIZE);
    if (given.has(port)) continue;
    given.add(port);
    if (await isFree(port)) return port;
  }
  throw new Error('no free port was found');
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}
