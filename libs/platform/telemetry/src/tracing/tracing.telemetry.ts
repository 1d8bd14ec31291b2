import { Counter } from 'prom-client';
import type { Logger } from '../logger.js';
import type { Metrics } from '../metrics.js';
import type { ExportReports } from './reported-exporter.js';

/** What tracing reports about itself: spans sent and lost, and a line when the collector goes or comes back. */
export class TracingTelemetry implements ExportReports {
  readonly #spans: Counter<'outcome'>;
  readonly #log: Logger;
  #isLosing = false;

  constructor(logger: Logger, metrics: Metrics) {
    this.#log = logger.child({ part: 'tracing' });
    this.#spans = new Counter({
      name: 'tracing_spans_total',
      help: 'Spans that the collector has taken, or not',
      labelNames: ['outcome'],
      registers: [metrics],
    });
  }

  sent(spans: number): void {
    this.#spans.inc({ outcome: 'sent' }, spans);
    if (this.#isLosing) this.#log.info('spans are taken again');
    this.#isLosing = false;
  }

  lost(spans: number, error: unknown): void {
    this.#spans.inc({ outcome: 'lost' }, spans);
    if (!this.#isLosing) this.#log.warn({ err: error }, 'spans cannot be sent, they are dropped');
    this.#isLosing = true;
  }
}
