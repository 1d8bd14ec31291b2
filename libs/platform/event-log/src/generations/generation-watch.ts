import type { BeforeApplicationShutdown } from '@nestjs/common';
import { PostgresUnavailableError, type Postgres } from '@chappe/postgres';
import { OneAtATime, type Clock, type Randomness } from '@chappe/runtime';
import { GENERATION_LOOK_MS, GENERATIONS_KEPT } from './generation.limits.js';
import {
  type Ask,
  forgetGenerations,
  insertGeneration,
  lockGenerations,
  lookAt,
  type NewGeneration,
  readGenerations,
  type Sight,
} from './generation.store.js';
import { Generations, type Generation } from './generations.js';

/** Few enough for short tokens and record headers, enough that no two of an installation's are the same. */
const GENERATION_ID_BYTES = 4;

export interface GenerationReports {
  /** This process goes on in another generation than before. */
  generationBegan(generation: Generation): void;
  lookFailed(error: unknown): void;
}

export interface GenerationPorts {
  readonly postgres: Postgres;
  readonly clock: Clock;
  readonly randomness: Randomness;
  readonly reports: GenerationReports;
}

/**
 * Notices when PostgreSQL may have gone back, and lets a generation begin: a server that was started, promoted or
 * restored is looked at on each new connection before anything else is done there. So what was there when it began
 * is exactly what earlier generations and this one have in common.
 */
export class GenerationWatch implements BeforeApplicationShutdown {
  readonly generations: Generations;
  readonly #looking = new OneAtATime(() => this.#look());
  #stop: () => void = () => undefined;
  #isClosed = false;

  private constructor(readonly ports: GenerationPorts) {
    this.generations = new Generations(() => this.#looking.run());
  }

  /** Begins with what is current. @throws PostgresUnavailableError */
  static async start(ports: GenerationPorts): Promise<GenerationWatch> {
    const watch = new GenerationWatch(ports);
    const { postgres, clock } = ports;
    postgres.admitBy(async (run) => watch.#admit(async (statement) => (await run(statement)).rows as never));
    // Admits the connection that it is asked on.
    await postgres.query({ text: 'SELECT 1' });
    watch.#stop = clock.every(GENERATION_LOOK_MS, () => void watch.#looking.run());
    return watch;
  }

  /**
   * Begins a generation.
   * @param isForgetting nothing that was given out before is believed: every client gets everything anew
   * @returns it, when this process has come into it
   */
  async begin(cause: string, { isForgetting }: { readonly isForgetting: boolean }): Promise<Generation> {
    const before = this.generations.current;
    await this.#begin({ cause, isForgetting });
    await this.#looking.run();
    const begun = this.generations.known.at(-1);
    if (!begun || begun.id === before) throw new Error('the generation has begun, but cannot be read');
    return begun;
  }

  /** A position went back, and no new run of the server explains it: nobody knows what was written since. */
  noteWentBack(): void {
    const { current } = this.generations;
    const begun = this.#begin({ cause: 'a position went back', isForgetting: true, after: current });
    begun.then(
      () => this.#looking.run(),
      (error: unknown) => this.ports.reports.lookFailed(error),
    );
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.close();
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#stop();
    await this.#looking.idle();
  }

  /** @param after the generation that has to be current still */
  #begin({ after, ...generation }: Pick<NewGeneration, 'cause' | 'isForgetting'> & { after?: number }): Promise<void> {
    return this.ports.postgres.transaction(async (tx) => {
      const ask: Ask = (statement) => tx.query(statement);
      await lockGenerations(ask);
      const sight = await lookAt(ask);
      if (after === undefined || after === sight.generation) await this.#insert(ask, { ...generation, run: sight.run });
    });
  }

  async #admit(ask: Ask): Promise<boolean> {
    const sight = await lookAt(ask);
    // What it says may be behind what others were told, and it takes no writes.
    if (sight.isStandby) throw new PostgresUnavailableError(false, new Error('this PostgreSQL server is a standby'));
    if (this.#isKnown(sight)) return false;
    await ask({ text: 'BEGIN' });
    const known = await this.#readOrBegin(ask);
    await ask({ text: 'COMMIT' });
    return this.#adopt(known);
  }

  async #look(): Promise<void> {
    const { postgres, reports } = this.ports;
    try {
      const sight = await lookAt((statement) => postgres.query(statement));
      if (this.#isKnown(sight)) return;
      this.#adopt(await postgres.transaction((tx) => this.#readOrBegin((statement) => tx.query(statement))));
    } catch (error) {
      if (!this.#isClosed) reports.lookFailed(error);
    }
  }

  #isKnown({ generation, run, begunIn }: Sight): boolean {
    const { known, current } = this.generations;
    return known.length > 0 && generation === current && run === begunIn;
  }

  /** All generations; where none began in this run of the server, one does now. */
  async #readOrBegin(ask: Ask): Promise<Generation[]> {
    await lockGenerations(ask);
    const { run, begunIn } = await lookAt(ask);
    if (run !== begunIn) {
      const cause = begunIn === undefined ? 'installed' : 'PostgreSQL was started, promoted or restored';
      await this.#insert(ask, { run, cause, isForgetting: false });
    }
    return readGenerations(ask);
  }

  async #insert(ask: Ask, generation: Pick<NewGeneration, 'run' | 'cause' | 'isForgetting'>): Promise<void> {
    const { clock, randomness } = this.ports;
    const id = randomness.bytes(GENERATION_ID_BYTES).readUIntBE(0, GENERATION_ID_BYTES) || 1;
    await insertGeneration(ask, { ...generation, id, beganAtMs: clock.nowMs() });
    await forgetGenerations(ask, GENERATIONS_KEPT);
  }

  /** @returns whether this process was in another generation before */
  #adopt(known: readonly Generation[]): boolean {
    const isStart = this.generations.known.length === 0;
    const isNew = this.generations.adopt(known) && !isStart;
    const current = known.at(-1);
    if (isNew && current) this.ports.reports.generationBegan(current);
    return isNew;
  }
}
