export * from './audit-writer.js';
export * from './format-log-line.js';
export * from './logger.js';
export * from './metrics.js';
export * from './readiness.js';
export * from './telemetry.config.js';
export * from './telemetry.module.js';
export { tracingSection, type TracingConfig } from './tracing/tracing.config.js';
export * from './tracing/tracing.js';
