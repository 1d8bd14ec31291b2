import type { Section } from '@chappe/config';
import type { Contract, PublishedView, Topic, TransientTopic } from '@chappe/contracts';
import { kafkaSection } from '@chappe/event-log';
import { grpcSection } from '@chappe/grpc';
import type { MigrationSet } from '@chappe/postgres';
import type { Type } from '@nestjs/common';
import { platformSections } from './settings/platform-sections.js';
import type { StoreCommands } from './commands/store-commands.js';

/** What the number of a service's processes follows. */
export type ScalingSignal =
  | 'cpu'
  /** CPU, and how far the processes are behind the log. */
  | 'lag'
  /** Nothing: an operator chooses it, because every change moves what processes own. */
  | 'operator';

/** Where those outside of the platform come in. */
export type ListenerName = 'client';

/**
 * What a service does when an account is deactivated: the contract whose hook auth asks, step by step, or why there is
 * nothing to do.
 */
export type DeactivationPart = { readonly hook: Contract } | { readonly nothing: string };

/** One service: everything that the platform around it has to know. */
export interface ServiceManifest {
  /** As its folder in `apps`, its image and its pods are called. */
  readonly name: string;
  /** A few words: the title of its image. */
  readonly title: string;
  /** One line for the help page. */
  readonly description: string;
  /** Settings of the service itself. */
  readonly sections: readonly Section[];
  /** Schemas that `migrate` brings up to date, in this order, and that `serve` needs. */
  readonly migrationSets: readonly MigrationSet[];
  /** Contracts that this service answers. */
  readonly serves: readonly Contract[];
  /** Contracts that it calls, its own included where its processes call each other. */
  readonly calls: readonly Contract[];
  /** Topics that it writes, and those that it follows. */
  readonly writes: readonly (Topic | TransientTopic)[];
  readonly reads: readonly (Topic | TransientTopic)[];
  /** What other services publish of their tables and it reads. */
  readonly views: readonly PublishedView[];
  /** Logs that it publishes to Kafka, for all who write them. */
  readonly relays: readonly Topic[];
  /** What it does with what it has of a user when the account is deactivated. */
  readonly deactivation: DeactivationPart;
  /** Whether it signs in the server's name: only such services get the signing key. */
  readonly signs: boolean;
  /** Listeners on which it answers endpoints; which endpoints those are, their bindings say. */
  readonly listeners: readonly ListenerName[];
  /** Whether a user's requests should come to the same process, which keeps something for her in memory. */
  readonly isSticky: boolean;
  readonly scaling: ScalingSignal;
  /** The service. */
  readonly module: Type;
  readonly commands?: StoreCommands;
}

type Named = 'name' | 'title' | 'description' | 'module' | 'deactivation';

/** Declares a service. What is left out it does not have: no settings, schemas, contracts, topics or listeners. */
export function defineService(service: Pick<ServiceManifest, Named> & Partial<ServiceManifest>): ServiceManifest {
  return {
    sections: [],
    migrationSets: [],
    serves: [],
    calls: [],
    writes: [],
    reads: [],
    views: [],
    relays: [],
    signs: false,
    listeners: [],
    isSticky: false,
    scaling: 'cpu',
    ...service,
  };
}

/** All settings that a process of the service reads. */
export function sectionsOf({ sections }: Pick<ServiceManifest, 'sections'>): readonly Section[] {
  return [...platformSections, grpcSection, kafkaSection, ...sections];
}
