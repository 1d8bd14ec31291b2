import type { PostgresConnection } from '@chappe/postgres';
import type { RunningKafka } from '../../kafka/running-kafka.js';
import type { Exit } from '../spawned-program.js';
import type { TestServerOptions } from '../test-server.js';
import type { ServiceProcess } from './service-process.js';

/** Processes of each service: two are the least with which one may end. */
export const REPLICAS = 2;

export interface ClusterOptions extends TestServerOptions {
  /** Default: a new one, which `remove` removes. */
  readonly folder?: string;
  /** What {@link ClusterProcess.makeTemplate} made: a new cluster starts from a copy of it. */
  readonly template?: string | undefined;
  /** Default: a PostgreSQL of its own. Whoever gives another ends it. */
  readonly connection?: PostgresConnection | undefined;
  /** Port of the proxy; default: one that is free. */
  readonly port?: number;
  /** Address of the proxy; default: loopback. */
  readonly host?: string;
  /** Processes of each service; default {@link REPLICAS}. */
  readonly replicas?: number;
  /** Who may register; default `open`. */
  readonly registration?: string;
  /** Default false. */
  readonly rateLimits?: boolean;
  /** Whether calls between processes travel in the clear; default false: by mutual TLS, as in the chart. */
  readonly isPlaintext?: boolean;
  /** Absent: the log is read from the tables alone. Whoever gives it ends it. */
  readonly kafka?: Pick<RunningKafka, 'brokers'> | undefined;
  /** Default: one that no other cluster has. */
  readonly topicPrefix?: string;
  /** Whether data survives a power cut; default false. */
  readonly durable?: boolean;
  /** Least important level in the logs; default `warn`. */
  readonly logLevel?: string;
  readonly onOutput?: (process: ServiceProcess, text: string) => void;
  readonly onExit?: (process: ServiceProcess, exit: Exit & { readonly isUnasked: boolean }) => void;
  /** PostgreSQL has ended though nobody asked it to. */
  readonly onCrash?: (reason: string) => void;
}
