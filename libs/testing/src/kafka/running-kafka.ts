/** How a broker is started. */
export interface KafkaOptions {
  /** Default: one that is free. It stays the same over restarts. */
  readonly port?: number;
  /** Where the data is kept; default: a folder that goes away with {@link RunningKafka.remove}. */
  readonly folder?: string;
}

/** One Apache Kafka, alone in its cluster, on the loopback interface. */
export interface RunningKafka {
  /** `host:port` of each broker. */
  readonly brokers: string[];
  /** Where it comes from, in plain words. */
  readonly origin: string;
  /** Starts again on the same data and port after {@link stop} or {@link kill}; settles when it answers. */
  start(): Promise<void>;
  /** Ends it in an orderly way; its data stays for {@link start}. */
  stop(): Promise<void>;
  /** Ends it at once, as a power cut would (SIGKILL). */
  kill(): Promise<void>;
  /** Ends it, if it runs, and removes the data unless the caller named the folder. */
  remove(): Promise<void>;
}

/** A way to get a broker, or the reason why there is none, for whoever has to do without. */
export type FoundKafka =
  | { readonly origin: string; start(options?: KafkaOptions): Promise<RunningKafka> }
  | { readonly origin: undefined; readonly reason: string };

/** There is no broker to be had here, or it does not come up; the message says why in plain words. */
export class KafkaUnavailableError extends Error {
  constructor(reason: string, options?: ErrorOptions) {
    super(reason, options);
    this.name = 'KafkaUnavailableError';
  }
}
