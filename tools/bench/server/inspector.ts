/** A CPU profile as the inspector gives it. */
export interface CpuProfile {
  readonly nodes: readonly {
    readonly id: number;
    /** Ids of what it calls. */
    readonly children?: readonly number[];
    readonly callFrame: { readonly functionName: string; readonly url: string; readonly lineNumber: number };
  }[];
  readonly samples: readonly number[];
  /** Microseconds before each sample. */
  readonly timeDeltas: readonly number[];
}

interface Reply {
  readonly id?: number;
  readonly result?: unknown;
  readonly error?: { readonly message: string };
}

const REPLY_MS_MAX = 60_000;
const SAMPLE_EVERY_MICROSECONDS = 1_000;

/** A session with the inspector of a running server (https://chromedevtools.github.io/devtools-protocol/v8/). */
export class Inspector {
  readonly #socket: WebSocket;
  readonly #waiting = new Map<number, PromiseWithResolvers<unknown>>();
  #lastId = 0;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.addEventListener('message', ({ data }) => this.#take(JSON.parse(String(data)) as Reply));
    socket.addEventListener('close', () => this.#failAll());
  }

  /** @param url as the server printed it */
  static async open(url: string | undefined): Promise<Inspector> {
    if (url === undefined) throw new Error('the server has no inspector');
    const socket = new WebSocket(url);
    await new Promise((resolve, reject) => {
      socket.addEventListener('open', resolve, { once: true });
      socket.addEventListener('error', () => reject(new Error('the inspector does not answer')), { once: true });
    });
    return new Inspector(socket);
  }

  close(): void {
    this.#socket.close();
  }

  async startProfile(): Promise<void> {
    await this.#ask('Profiler.enable');
    await this.#ask('Profiler.setSamplingInterval', { interval: SAMPLE_EVERY_MICROSECONDS });
    await this.#ask('Profiler.start');
  }

  async stopProfile(): Promise<CpuProfile> {
    const { profile } = (await this.#ask('Profiler.stop')) as { profile: CpuProfile };
    await this.#ask('Profiler.disable');
    return profile;
  }

  /** Bytes of the JavaScript heap that are reachable, and of buffers outside it. */
  async heapBytes(): Promise<{ readonly heap: number; readonly buffers: number }> {
    await this.#ask('HeapProfiler.enable');
    // Twice: finalizers of the first free what the second finds.
    await this.#ask('HeapProfiler.collectGarbage');
    await this.#ask('HeapProfiler.collectGarbage');
    const usage = (await this.#ask('Runtime.getHeapUsage')) as { usedSize: number; backingStorageSize?: number };
    await this.#ask('HeapProfiler.disable');
    return { heap: usage.usedSize, buffers: usage.backingStorageSize ?? 0 };
  }

  async #ask(method: string, params: Record<string, unknown> = {}): Promise<unknown> {
    const id = ++this.#lastId;
    const reply = Promise.withResolvers<unknown>();
    this.#waiting.set(id, reply);
    const limit = setTimeout(() => reply.reject(new Error(`${method}: no reply`)), REPLY_MS_MAX);
    this.#socket.send(JSON.stringify({ id, method, params }));
    try {
      return await reply.promise;
    } finally {
      clearTimeout(limit);
      this.#waiting.delete(id);
    }
  }

  #take({ id, result, error }: Reply): void {
    const waiting = id === undefined ? undefined : this.#waiting.get(id);
    if (error) waiting?.reject(new Error(error.message));
    else waiting?.resolve(result);
  }

  #failAll(): void {
    for (const waiting of this.#waiting.values()) waiting.reject(new Error('the inspector has gone'));
  }
}
