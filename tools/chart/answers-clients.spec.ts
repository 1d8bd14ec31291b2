import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';

const script = readFileSync(join(import.meta.dirname, '../../charts/chappe/files/answers-clients.mjs'), 'utf8');
const GOOD: Readonly<Record<string, readonly [number, object]>> = {
  '/_matrix/client/versions': [200, { versions: ['v1.1'] }],
  '/_matrix/client/v3/login': [200, { flows: [{ type: 'm.login.password' }] }],
  '/_matrix/client/v3/sync': [401, { errcode: 'M_MISSING_TOKEN' }],
  '/_chappe/health': [200, { ok: true }],
};

describe('helm test', () => {
  let server: Server | undefined;
  afterEach(() => void server?.close());

  /** Runs the script as the pod does. */
  const run = async (answers: typeof GOOD): Promise<{ code: unknown; output: string }> => {
    server = createServer(({ url = '' }, response) => {
      const [status, body] = answers[url] ?? [404, {}];
      response.writeHead(status, { 'content-type': 'application/json', connection: 'close' }).end(JSON.stringify(body));
    });
    await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const services = ['auth', 'client-api', 'sync', 'weather-report'].map((name) => `${name}=${url}`);
    const parameters = ['--input-type=module', '--eval', script, '--', ...services];
    return new Promise((resolve) => {
      execFile(process.execPath, parameters, (error, output) => resolve({ code: error?.code ?? 0, output }));
    });
  };

  it('is content with services that answer as specified', async () => {
    const { code, output } = await run(GOOD);
    expect(output).toMatch(/^(ok .*\n){4}$/);
    expect(code).toBe(0);
  });

  it('names the service that does not, and fails', async () => {
    const { code, output } = await run({ ...GOOD, '/_matrix/client/v3/login': [503, { errcode: 'M_UNKNOWN' }] });
    expect(output).toMatch(/FAILED auth names the ways to log in .*503/);
    expect(code).toBe(1);
  });

  it('asks a service that it knows nothing of whether it is healthy', async () => {
    const { code, output } = await run({ ...GOOD, '/_chappe/health': [500, {}] });
    expect(output).toMatch(/FAILED weather-report is healthy .*500/);
    expect(code).toBe(1);
  });
});
