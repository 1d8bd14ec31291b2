/** One process of a measured cluster. */
export interface HostedProcess {
  /** Role and number: `room-1`. */
  readonly name: string;
  readonly role: string;
  readonly pid: number;
  readonly httpPort: number;
  readonly inspectorUrl: string | undefined;
}

/** Where everything is. */
export interface ClusterFacts {
  /** Port of the proxy. */
  readonly port: number;
  readonly processes: readonly HostedProcess[];
  readonly postmasterPid: number;
  /** Where Kafka comes from, in plain words; undefined: the log is read from the tables alone. */
  readonly kafka: string | undefined;
}

export interface HostOptions {
  /** Folder of a built repository. */
  readonly checkout: string;
  /** Where all data is kept; whoever names it removes it. */
  readonly folder: string;
  readonly isKafkaWanted: boolean;
  /** Processes listen for an inspector. */
  readonly inspect: boolean;
}

/** To the process that runs the cluster. */
export type HostOrder =
  | { readonly kind: 'start'; readonly options: HostOptions }
  | { readonly kind: 'restart' }
  | { readonly kind: 'stop' };

/** The other way. */
export type HostReport =
  | { readonly kind: 'ready'; readonly facts: ClusterFacts }
  /** With what an operator would have been woken for. */
  | { readonly kind: 'stopped'; readonly errors: readonly string[] }
  | { readonly kind: 'failed'; readonly reason: string };
