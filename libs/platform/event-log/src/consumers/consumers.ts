import { Inject, Injectable, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import { Postgres } from '@chappe/postgres';
import { CLOCK, type Clock } from '@chappe/runtime';
import { CONSUMER_METADATA, type ConsumerDefinition, type ConsumerHandler } from './consumer.js';
import { ConsumerRunner } from './consumer-runner.js';
import { EVENT_LOG, type EventLog } from '../event-log.js';
import { EventLogTelemetry } from '../event-log.telemetry.js';

/** Finds the stored consumers of this process, runs them from start to shutdown and knows how far each is. */
@Injectable()
export class Consumers implements OnApplicationBootstrap, BeforeApplicationShutdown {
  readonly #runners = new Map<string, ConsumerRunner>();

  constructor(
    private readonly discovery: DiscoveryService,
    private readonly postgres: Postgres,
    private readonly reports: EventLogTelemetry,
    @Inject(EVENT_LOG) private readonly eventLog: EventLog,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    for (const wrapper of this.discovery.getProviders()) {
      const definition = wrapper.metatype && readDefinition(wrapper.metatype);
      if (definition) await this.#start(definition, wrapper.instance as ConsumerHandler);
    }
  }

  async beforeApplicationShutdown(): Promise<void> {
    await Promise.all([...this.#runners.values()].map((runner) => runner.stop()));
  }

  async #start(definition: ConsumerDefinition, handler: ConsumerHandler): Promise<void> {
    const { postgres, eventLog, clock, reports } = this;
    const runner = new ConsumerRunner(definition, handler, { postgres, eventLog, clock, reports });
    this.#runners.set(`${definition.schema}.${definition.name}`, runner);
    await runner.start();
  }
}

function readDefinition(target: object): ConsumerDefinition | undefined {
  return Reflect.getMetadata(CONSUMER_METADATA, target) as ConsumerDefinition | undefined;
}
