import { OTLPExporterBase } from '@opentelemetry/otlp-exporter-base';
import { createOtlpHttpExportDelegate, httpAgentFactoryFromOptions } from '@opentelemetry/otlp-exporter-base/node-http';
import { JsonTraceSerializer, TraceExporterMetricsHelper } from '@opentelemetry/otlp-transformer';
import { BatchSpanProcessor } from '@opentelemetry/sdk-trace';
import { OpenTelemetryTracing } from './open-telemetry-tracing.js';
import { type ExportReports, ReportedExporter } from './reported-exporter.js';
import type { TracingConfig } from './tracing.config.js';
import {
  SEND_MS_MAX,
  SEND_PERIOD_MS,
  SENDS_AT_ONCE_MAX,
  SPANS_SENT_TOGETHER_MAX,
  SPANS_WAITING_MAX,
} from './tracing.limits.js';

export interface OtlpTracingOptions {
  readonly config: TracingConfig & { readonly endpoint: string };
  readonly serviceName: string;
  readonly reports: ExportReports;
}

/** Tracing that sends its spans to an OTLP collector, in batches and beside everything else. Connects to nobody yet. */
export function otlpTracing({ config, serviceName, reports }: OtlpTracingOptions): OpenTelemetryTracing {
  const processor = new BatchSpanProcessor({
    exporter: new ReportedExporter(exporterTo(config.endpoint), reports),
    maxQueueSize: SPANS_WAITING_MAX,
    maxExportBatchSize: SPANS_SENT_TOGETHER_MAX,
    scheduledDelayMillis: SEND_PERIOD_MS,
    exportTimeoutMillis: SEND_MS_MAX,
  });
  return new OpenTelemetryTracing({ ...config, serviceName, processor });
}

/** Put together from parts: the whole exporter of the SDK also obeys variables of the environment, OTEL_EXPORTER_…. */
function exporterTo(url: string) {
  const options = {
    url,
    headers: () => Promise.resolve({ 'Content-Type': 'application/json' }),
    timeoutMillis: SEND_MS_MAX,
    concurrencyLimit: SENDS_AT_ONCE_MAX,
    compression: 'none',
    agentFactory: httpAgentFactoryFromOptions({ keepAlive: true }),
  } as const;
  const delegate = createOtlpHttpExportDelegate(
    options,
    JsonTraceSerializer,
    'otlp_http_span_exporter',
    TraceExporterMetricsHelper,
    undefined,
  );
  return new OTLPExporterBase(delegate);
}
