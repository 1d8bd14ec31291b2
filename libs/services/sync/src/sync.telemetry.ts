import { Inject, Injectable } from '@nestjs/common';
import type { LogEntry, Topic, TraceContext } from '@chappe/contracts';
import { LOGGER, METRICS, TRACING, type Logger, type Metrics, type Span, type Tracing } from '@chappe/telemetry';
import { Counter, Gauge } from 'prom-client';
import { RoomUnservedError } from './views/rooms/room-unserved-error.js';
import type { ViewsReports } from './views/views.js';

export type AnswerKind = 'initial' | 'incremental' | 'empty';

export type TokenOutcome = 'whole' | 'partly lost' | 'unknown';

/** What can be counted at any time. */
export interface ViewSizes {
  readonly rooms: number;
  readonly roomBytes: number;
  readonly roomsUnserved: number;
  readonly users: number;
}

/** What the sync service reports. Ids go to the log, never into labels. */
@Injectable()
export class SyncTelemetry implements ViewsReports {
  readonly #logger: Logger;
  readonly #answers: Counter<'kind'>;
  readonly #sleeping: Gauge;
  readonly #entriesFailed: Counter<'topic'>;
  readonly #oldTokens: Counter<'outcome'>;
  readonly #roomsLeftOut: Counter;
  #sizes: () => ViewSizes = () => ({ rooms: 0, roomBytes: 0, roomsUnserved: 0, users: 0 });

  constructor(
    @Inject(LOGGER) logger: Logger,
    @Inject(METRICS) metrics: Metrics,
    @Inject(TRACING) private readonly tracing: Tracing,
  ) {
    this.#logger = logger.child({ part: 'sync' });
    const registers = [metrics];
    this.#answers = new Counter({ name: 'sync_answers_total', help: 'Answers', labelNames: ['kind'], registers });
    this.#sleeping = new Gauge({ name: 'sync_sleeping', help: 'Long polls that wait', registers });
    this.#entriesFailed = new Counter({
      name: 'sync_log_entries_failed_total',
      help: 'Log entries that could not be taken in; alarm when this grows',
      labelNames: ['topic'],
      registers,
    });
    this.#roomsLeftOut = new Counter({
      name: 'sync_rooms_left_out_total',
      help: 'Rooms that an answer was given without, to be told later',
      registers,
    });
    this.#oldTokens = new Counter({
      name: 'sync_old_tokens_total',
      help: 'Tokens of earlier generations: whole, or partly or wholly of a future that PostgreSQL has lost',
      labelNames: ['outcome'],
      registers,
    });
    this.#addSizes(metrics);
  }

  /** Where the sizes of the views are read from. */
  watch(sizes: () => ViewSizes): void {
    this.#sizes = sizes;
  }

  answered(kind: AnswerKind): void {
    this.#answers.inc({ kind });
  }

  sleepBegins(): void {
    this.#sleeping.inc();
  }

  sleepEnds(): void {
    this.#sleeping.dec();
  }

  /**
   * The span of a long poll from waking to its answer, in the trace of what woke it. A poll that is traced itself is
   * linked with it both ways.
   */
  pollWoken(cause: TraceContext, userId: string): Span | undefined {
    const { active } = this.tracing;
    const links = active ? [active] : [];
    const attributes = { 'matrix.user_id': userId };
    const span = this.tracing.startSpan('woken poll', { parent: cause, links, attributes });
    if (span) active?.addLink({ context: span.spanContext() });
    return span;
  }

  entryFailed(topic: Topic, entry: LogEntry, error: unknown): void {
    this.#entriesFailed.inc({ topic: topic.name });
    const { partition, position, key } = entry;
    this.#logger.error({ error, topic: topic.name, partition, position, key }, 'a log entry could not be taken in');
  }

  /** A client's token is from before PostgreSQL was restarted, replaced or restored. */
  tokenJudged(outcome: TokenOutcome): void {
    this.#oldTokens.inc({ outcome });
  }

  /** Views could not be built anew after PostgreSQL had lost entries; it is tried again. */
  startFailed(error: unknown): void {
    this.#logger.warn({ err: error }, 'the views cannot be built, trying again');
  }

  roomFailed(roomId: string, error: unknown): void {
    this.#logger.warn({ error, roomId }, 'a room cannot be read, it is left out of answers and tried again');
  }

  roomLeftOut(roomId: string, error: unknown): void {
    this.#roomsLeftOut.inc();
    if (error instanceof RoomUnservedError) return;
    this.#logger.warn({ error, roomId }, 'an answer is given without a room');
  }

  #addSizes(metrics: Metrics): void {
    const gauges = [
      ['sync_room_views', 'Rooms in memory', 'rooms'],
      ['sync_rooms_unserved', 'Rooms that cannot be read and are left out of answers', 'roomsUnserved'],
      ['sync_room_view_bytes', 'Bytes of the rooms in memory', 'roomBytes'],
      ['sync_user_views', 'Users in memory', 'users'],
    ] as const;
    for (const [name, help, size] of gauges) {
      const read = (): number => this.#sizes()[size];
      new Gauge({
        name,
        help,
        registers: [metrics],
        collect() {
          this.set(read());
        },
      });
    }
  }
}
