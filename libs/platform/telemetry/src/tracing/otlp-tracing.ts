import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { BatchSpanProcessor } from '@opentelemetry/sdk-trace';
import { OpenTelemetryTracing } from './open-telemetry-tracing.js';
import { type ExportReports, ReportedExporter } from './reported-exporter.js';
import type { TracingConfig } from './tracing.config.js';
import { SEND_MS_MAX, SEND_PERIOD_MS, SPANS_SENT_TOGETHER_MAX, SPANS_WAITING_MAX } from './tracing.limits.js';

export interface OtlpTracingOptions {
  readonly config: TracingConfig & { readonly endpoint: string };
  readonly serviceName: string;
  readonly reports: ExportReports;
}

/** Tracing that sends its spans to an OTLP collector, in batches and beside everything else. Connects to nobody yet. */
export function otlpTracing({ config, serviceName, reports }: OtlpTracingOptions): OpenTelemetryTracing {
  const exporter = new OTLPTraceExporter({ url: config.endpoint, timeoutMillis: SEND_MS_MAX });
  const processor = new BatchSpanProcessor({
    exporter: new ReportedExporter(exporter, reports),
    maxQueueSize: SPANS_WAITING_MAX,
    maxExportBatchSize: SPANS_SENT_TOGETHER_MAX,
    scheduledDelayMillis: SEND_PERIOD_MS,
    exportTimeoutMillis: SEND_MS_MAX,
  });
  return new OpenTelemetryTracing({ ...config, serviceName, processor });
}
