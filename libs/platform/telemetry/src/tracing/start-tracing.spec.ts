import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Shutdown, systemClock } from '@chappe/runtime';
import { pino } from 'pino';
import { Registry } from 'prom-client';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { startTracing } from './start-tracing.js';
import { TracingTelemetry } from './tracing.telemetry.js';
import { tracingOff } from './tracing.js';

const OFF = { sampleRatio: 1, acceptIncoming: false };

function surroundings() {
  const lines: string[] = [];
  return {
    serviceName: 'test',
    shutdown: new Shutdown(systemClock),
    logger: pino({}, { write: (line: string) => lines.push(line) }),
    metrics: new Registry(),
    lines,
  };
}

describe('without an endpoint', () => {
  it('nothing is traced, and the SDK is not loaded', async () => {
    vi.doMock('./otlp-tracing.js', () => {
      throw new Error('it was loaded');
    });
    try {
      expect(await startTracing(OFF, surroundings())).toBe(tracingOff);
      expect(tracingOff.beginTrace('GET /', {}, {})).toBeUndefined();
      await expect(startTracing({ ...OFF, endpoint: 'http://127.0.0.1:9' }, surroundings())).rejects.toThrow('mock');
    } finally {
      vi.doUnmock('./otlp-tracing.js');
    }
  });
});

describe('with an endpoint', () => {
  let collector: Server;
  let status: number;
  let bodies: string[];
  let headers: IncomingHttpHeaders[];

  beforeEach(async () => {
    status = 200;
    bodies = [];
    headers = [];
    collector = createServer((request, response) => {
      headers.push(request.headers);
      request.on('data', (chunk: Buffer) => bodies.push(chunk.toString()));
      request.on('end', () => response.writeHead(status).end('{}'));
    });
    await new Promise<void>((resolve) => collector.listen(0, '127.0.0.1', resolve));
  });
  afterEach(() => {
    collector.closeAllConnections();
    collector.close();
  });

  const endpoint = () => `http://127.0.0.1:${(collector.address() as AddressInfo).port}/v1/traces`;

  it('sends finished spans, at the latest at the end of the process', async () => {
    const parts = surroundings();
    const tracing = await startTracing({ ...OFF, endpoint: endpoint() }, parts);
    tracing.beginTrace('GET /the/route', {}, { 'matrix.user_id': '@alice:test' })?.end();
    expect(await parts.shutdown.run()).toEqual([]);
    for (const text of ['GET /the/route', '@alice:test', '"test"']) expect(bodies.join('')).toContain(text);
    expect(await parts.metrics.metrics()).toContain('tracing_spans_total{outcome="sent"} 1');
  });

  it('asks the settings only: variables of the environment that OpenTelemetry knows change nothing', async () => {
    vi.stubEnv('OTEL_EXPORTER_OTLP_HEADERS', 'x-key=1');
    vi.stubEnv('OTEL_EXPORTER_OTLP_TRACES_HEADERS', 'x-other-key=1');
    vi.stubEnv('OTEL_EXPORTER_OTLP_COMPRESSION', 'gzip');
    vi.stubEnv('OTEL_EXPORTER_OTLP_ENDPOINT', 'http://127.0.0.1:9');
    vi.stubEnv('OTEL_SERVICE_NAME', 'another');
    try {
      const parts = surroundings();
      const tracing = await startTracing({ ...OFF, endpoint: endpoint() }, parts);
      tracing.beginTrace('GET /', {}, {})?.end();
      expect(await parts.shutdown.run()).toEqual([]);
    } finally {
      vi.unstubAllEnvs();
    }
    expect(Object.keys(headers[0] ?? {}).filter((name) => /^x-|content-encoding/.test(name))).toEqual([]);
    expect(bodies.join('')).toContain('"test"');
    expect(bodies.join('')).not.toContain('another');
  });

  it('counts what the collector refuses as lost; nobody else hears of it', async () => {
    status = 400;
    const parts = surroundings();
    const tracing = await startTracing({ ...OFF, endpoint: endpoint() }, parts);
    tracing.beginTrace('GET /', {}, {})?.end();
    expect(await parts.shutdown.run()).toEqual([]);
    expect(await parts.metrics.metrics()).toContain('tracing_spans_total{outcome="lost"} 1');
  });
});

describe('a collector that goes away', () => {
  it('is said once, and once that it is back', () => {
    const { logger, metrics, lines } = surroundings();
    const telemetry = new TracingTelemetry(logger, metrics);
    for (let round = 0; round < 3; round++) telemetry.lost(10, new Error('away'));
    for (let round = 0; round < 3; round++) telemetry.sent(10);
    expect(lines.map((line) => (JSON.parse(line) as { msg: string }).msg)).toEqual([
      'spans cannot be sent, they are dropped',
      'spans are taken again',
    ]);
  });
});
