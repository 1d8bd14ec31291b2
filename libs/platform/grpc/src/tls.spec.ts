import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GetMembersRequest, ResolveAliasRequest } from '@chappe/contracts';
import { type Clock, systemClock } from '@chappe/runtime';
import { makeAuthority, makeCertificate, type Pem } from '@chappe/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startProcess, type TestProcess, type TestProcessOptions } from './fixtures/start-process.js';
import { CERTIFICATE_CHECK_PERIOD_MS } from './grpc.limits.js';

const DEADLINE = { deadlineMs: 600 };
const folder = mkdtempSync(join(tmpdir(), 'chappe-tls-'));
const write = (name: string, text: string): string => {
  writeFileSync(join(folder, name), text, { mode: 0o600 });
  return join(folder, name);
};
const uriOf = (service: string, trustDomain = 'chappe.internal') => `spiffe://${trustDomain}/chappe/${service}`;

/** Writes the files of one process. @returns their settings; written anew under the same name they are replaced */
function flagsOf(name: string, { trusts, own }: { trusts: readonly Pem[]; own: Pem }): Record<string, string> {
  return {
    'grpc.tls.certificateFile': write(`${name}.crt`, own.cert),
    'grpc.tls.keyFile': write(`${name}.key`, own.private),
    'grpc.tls.authorityFile': write(`${name}-ca.crt`, trusts.map(({ cert }) => cert).join('\n')),
  };
}

const handlers = {
  resolveAlias: () => ({ roomId: '!a:b', servers: [] }),
  getMembers: () => ({ events: [], requesterJoined: true }),
};
const outcome = (answer: Promise<unknown>): Promise<string> =>
  answer.then(
    () => 'answered',
    ({ status }: { readonly status: number }) => `refused ${status}`,
  );

/** One call on the batched stream, one by itself. */
async function ask(options: TestProcessOptions): Promise<string[]> {
  const caller = await startProcess(options);
  const answers = await Promise.all([
    outcome(caller.room.resolveAlias(ResolveAliasRequest.create(), DEADLINE)),
    outcome(caller.room.getMembers(GetMembersRequest.create(), DEADLINE)),
  ]);
  await caller.stop();
  return answers;
}

const ANSWERED = ['answered', 'answered'];
const REFUSED = ['refused 503', 'refused 503'];

afterAll(() => rmSync(folder, { recursive: true }));

describe('calls with mutual TLS', () => {
  let authority: Pem;
  let owner: TestProcess;
  const certified = async (service: string, trusts = [authority]) =>
    flagsOf(service, { trusts, own: await makeCertificate(authority, { uris: [uriOf(service)] }) });

  beforeAll(async () => {
    authority = await makeAuthority();
    owner = await startProcess({ service: 'room', handlers, flags: await certified('room') });
  });
  afterAll(() => owner.stop());

  it('are answered when both sides have proved who they are, and the contract names the caller', async () => {
    expect(await ask({ rooms: [owner.address], flags: await certified('client-api') })).toEqual(ANSWERED);
  });

  it('are refused to a service that the contract does not name, counted, and logged once', async () => {
    const flags = await certified('auth');
    for (let i = 0; i < 2; i++) expect(await ask({ service: 'auth', rooms: [owner.address], flags })).toEqual(REFUSED);
    const metrics = await owner.metrics.metrics();
    for (const method of ['resolveAlias', 'getMembers']) {
      const labels = `service="room.v1.RoomService",method="${method}",caller="auth"`;
      expect(metrics).toMatch(new RegExp(`grpc_callers_refused_total\\{${labels}\\} [1-9]`));
      expect(owner.logLines.filter((line) => line.includes('refused') && line.includes(method))).toHaveLength(1);
    }
  });

  it('are refused to a caller without certificate, or with one of another authority', async () => {
    const strange = {
      trusts: [authority],
      own: await makeCertificate(await makeAuthority(), { uris: [uriOf('client-api')] }),
    };
    expect(await ask({ rooms: [owner.address] })).toEqual(REFUSED);
    expect(await ask({ rooms: [owner.address], flags: flagsOf('strange', strange) })).toEqual(REFUSED);
  });

  it('are not made to another service than the one that is asked', async () => {
    const impostor = await startProcess({ service: 'sync', handlers, flags: await certified('sync') });
    expect(await ask({ rooms: [impostor.address], flags: await certified('client-api') })).toEqual(REFUSED);
    await impostor.stop();
  });

  it.each([
    ['of another service', () => [uriOf('sync')]],
    ['of another installation', () => [uriOf('room', 'elsewhere.example')]],
    ['of nobody', () => []],
    ['of two services', () => [uriOf('room'), uriOf('sync')]],
  ])('are impossible for a process with a certificate %s', async (_title, uris) => {
    const own = await makeCertificate(authority, { dns: 'chappe.internal', uris: uris() });
    const flags = flagsOf('misnamed', { trusts: [authority], own });
    await expect(startProcess({ service: 'room', flags })).rejects.toThrow('this process is spiffe://chappe.internal');
  });

  it('need all three files, readable, and the key of the certificate', async () => {
    const trusted = await certified('client-api');
    const { 'grpc.tls.keyFile': _, ...incomplete } = trusted;
    await expect(startProcess({ flags: incomplete })).rejects.toThrow('or none of them');
    const unreadable = { ...trusted, 'grpc.tls.keyFile': join(folder, 'nothing') };
    await expect(startProcess({ flags: unreadable })).rejects.toThrow('no such file');
    const others = { ...trusted, 'grpc.tls.keyFile': String((await certified('sync'))['grpc.tls.keyFile']) };
    await expect(startProcess({ flags: others })).rejects.toThrow('does not belong to the certificate');
  });

  it('go on while certificates and their authority are replaced', async () => {
    const next = await makeAuthority();
    let look = (): void => undefined;
    const clock: Clock = {
      ...systemClock,
      every: (periodMs, callback) => {
        if (periodMs !== CERTIFICATE_CHECK_PERIOD_MS) return systemClock.every(periodMs, callback);
        look = callback;
        return () => undefined;
      },
    };
    const old = await makeCertificate(authority, { uris: [uriOf('room')] });
    const fresh = await makeCertificate(next, { uris: [uriOf('room')] });
    const room = await startProcess({
      service: 'room',
      handlers,
      clock,
      flags: flagsOf('r', { trusts: [authority], own: old }),
    });
    const client = await makeCertificate(next, { uris: [uriOf('client-api')] });
    const flags = flagsOf('c', { trusts: [next], own: client });
    expect(await ask({ rooms: [room.address], flags })).toEqual(REFUSED);
    flagsOf('r', { trusts: [authority, next], own: { ...fresh, private: old.private } });
    look();
    expect(room.logLines.join()).toContain('the one read last is used');
    expect(await ask({ rooms: [room.address], flags: await certified('client-api') })).toEqual(ANSWERED);
    flagsOf('r', { trusts: [authority, next], own: fresh });
    look();
    expect(await ask({ rooms: [room.address], flags })).toEqual(ANSWERED);
    expect(await ask({ rooms: [room.address], flags: await certified('client-api', [authority, next]) })).toEqual(
      ANSWERED,
    );
    expect(await room.metrics.metrics()).toMatch(/grpc_certificate_expires_timestamp_seconds \d{10}/);
    await room.stop();
  });
});

describe('calls in the clear', () => {
  it.each(['127.0.0.1', 'localhost'])('are taken on %s', async (bind) => {
    const process = await startProcess({ handlers, flags: { 'grpc.bind': bind } });
    expect(process.logLines.join()).not.toContain('can act for every user');
    await process.stop();
  });

  it.each(['0.0.0.0', '::'])(
    'are refused on %s, where others reach the port, unless somebody wants it',
    async (bind) => {
      const flags = { 'grpc.bind': bind };
      await expect(startProcess({ handlers, flags })).rejects.toThrow('set grpc.tls');
      await expect(startProcess({ flags })).rejects.toThrow('set grpc.tls');
      const process = await startProcess({ handlers, flags: { ...flags, 'grpc.allowPlaintext': 'true' } });
      expect(process.logLines.join()).toContain('can act for every user');
      await process.stop();
    },
  );
});
