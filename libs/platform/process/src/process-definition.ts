import type { Section } from '@chappe/config';
import type { Contract } from '@chappe/contracts';
import { kafkaSection } from '@chappe/event-log';
import { grpcSection } from '@chappe/grpc';
import type { MigrationSet } from '@chappe/postgres';
import type { Type } from '@nestjs/common';
import { platformSections } from './platform-sections.js';
import type { StoreCommands } from './store-commands.js';

/** One service as a process of its own. */
export interface ProcessDefinition {
  /** As its folder in `apps` is called. */
  readonly name: string;
  /** One line for the help page. */
  readonly description: string;
  /** Settings of the service itself. */
  readonly sections: readonly Section[];
  /** Schemas that `migrate` brings up to date, in this order, and that `serve` needs. */
  readonly migrationSets: readonly MigrationSet[];
  /** Contracts that this process answers. */
  readonly serves: readonly Contract[];
  /** Contracts that the service calls, its own included where its processes call each other. */
  readonly calls: readonly Contract[];
  /** The service. */
  readonly module: Type;
  readonly commands?: StoreCommands;
}

/** All settings that a process reads. */
export function sectionsOf(definition: Pick<ProcessDefinition, 'sections'>): readonly Section[] {
  return [...platformSections, grpcSection, kafkaSection, ...definition.sections];
}
