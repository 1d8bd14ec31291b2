import { Agent, request } from 'node:http';
import { CHECK_EVERY_MS, CHECK_MS_MAX, IDLE_CONNECTIONS_MAX, SILENT_CHECKS_MAX } from './proxy.limits.js';

/** Where a process of a service listens. */
export interface ReplicaAddress {
  readonly name: string;
  readonly host: string;
  readonly port: number;
}

/** What a process says about itself; `silent`: nothing in time, because it hangs or has much to do. */
type Health = 'ready' | 'unready' | 'silent';

/** One process behind the proxy: whether it is ready, how much it has to do, the connections to it. */
export class Replica {
  readonly agent = new Agent({ keepAlive: true, maxFreeSockets: IDLE_CONNECTIONS_MAX, scheduling: 'lifo' });
  /** Requests under way. */
  open = 0;
  #isReady = false;
  #silentChecks = 0;
  #timer: NodeJS.Timeout | undefined;
  #isClosed = false;

  constructor(readonly address: ReplicaAddress) {}

  get isReady(): boolean {
    return this.#isReady;
  }

  /** It has answered no checks lately, which may mean that it has much to do. */
  get isSilent(): boolean {
    return this.#silentChecks >= SILENT_CHECKS_MAX;
  }

  /** Begins to ask the replica again and again; resolves after the first answer. */
  async watch(): Promise<void> {
    const health = await this.#ask();
    this.#silentChecks = health === 'silent' ? this.#silentChecks + 1 : 0;
    if (health !== 'silent' || this.isSilent) this.#isReady = health === 'ready';
    if (this.#isClosed) return;
    this.#timer = setTimeout(() => void this.watch(), CHECK_EVERY_MS);
  }

  /** It refused a connection: it gets nothing until it says again that it is ready. */
  markDown(): void {
    this.#isReady = false;
    this.#silentChecks = 0;
  }

  close(): void {
    this.#isClosed = true;
    clearTimeout(this.#timer);
    this.agent.destroy();
  }

  /** A connection of its own each time: one that is kept would also be answered by a process that takes no new ones. */
  #ask(): Promise<Health> {
    const { host, port } = this.address;
    return new Promise((resolve) => {
      const check = request({ host, port, path: '/_chappe/ready', agent: false, timeout: CHECK_MS_MAX });
      check.on('response', (answer) => {
        answer.resume();
        resolve(answer.statusCode === 200 ? 'ready' : 'unready');
      });
      check.on('timeout', () => {
        resolve('silent');
        check.destroy();
      });
      check.on('error', () => resolve('unready'));
      check.on('close', () => resolve('unready'));
      check.end();
    });
  }
}
