import { type ExportResult, ExportResultCode } from '@opentelemetry/core';
import type { ReadableSpan, SpanExporter } from '@opentelemetry/sdk-trace';

/** Who is told how the collector answers. */
export interface ExportReports {
  sent(spans: number): void;
  /** Nobody has them now. */
  lost(spans: number, error: unknown): void;
}

/** An exporter that says what became of the spans; nobody else waits for it. */
export class ReportedExporter implements SpanExporter {
  constructor(
    private readonly exporter: SpanExporter,
    private readonly reports: ExportReports,
  ) {}

  export(spans: ReadableSpan[], done: (result: ExportResult) => void): void {
    this.exporter.export(spans, (result) => {
      if (result.code === ExportResultCode.SUCCESS) this.reports.sent(spans.length);
      else this.reports.lost(spans.length, result.error);
      done(result);
    });
  }

  async shutdown(): Promise<void> {
    await this.exporter.shutdown();
  }

  async forceFlush(): Promise<void> {
    await this.exporter.forceFlush?.();
  }
}
