import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ResolveAliasRequest } from '@chappe/contracts';
import { makeAuthority, makeCertificate, type Pem } from '@chappe/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startProcess, type TestProcess, type TestProcessOptions } from './fixtures/start-process.js';

describe('calls with mutual TLS', () => {
  const folder = mkdtempSync(join(tmpdir(), 'chappe-tls-'));
  const write = (name: string, text: string): string => {
    writeFileSync(join(folder, name), text, { mode: 0o600 });
    return join(folder, name);
  };
  const flagsOf = (name: string, { authority, own }: { authority: Pem; own: Pem }) => ({
    'grpc.tls.certificateFile': write(`${name}.crt`, own.cert),
    'grpc.tls.keyFile': write(`${name}.key`, own.private),
    'grpc.tls.authorityFile': write(`${name}-ca.crt`, authority.cert),
  });
  const handlers = { resolveAlias: () => ({ roomId: '!a:b', servers: [] }) };
  let owner: TestProcess;
  let trusted: Record<string, string>;
  let strange: Record<string, string>;
  let misnamed: Record<string, string>;

  beforeAll(async () => {
    const authority = await makeAuthority();
    const other = await makeAuthority();
    trusted = flagsOf('trusted', { authority, own: await makeCertificate(authority, 'chappe.internal') });
    // Knows the right authority, but was signed by another.
    strange = flagsOf('strange', { authority, own: await makeCertificate(other, 'chappe.internal') });
    misnamed = flagsOf('misnamed', { authority, own: await makeCertificate(authority, 'elsewhere.example') });
    owner = await startProcess({ handlers, flags: trusted });
  });
  afterAll(async () => {
    await owner.stop();
    rmSync(folder, { recursive: true });
  });

  const ask = async (options: TestProcessOptions): Promise<string> => {
    const caller = await startProcess(options);
    const answer = await caller.room.resolveAlias(ResolveAliasRequest.create(), { deadlineMs: 600 }).then(
      ({ roomId }) => roomId,
      ({ status }: { readonly status: number }) => `refused ${status}`,
    );
    await caller.stop();
    return answer;
  };

  it('are answered when both sides were signed by the authority', async () => {
    expect(await ask({ rooms: [owner.address], flags: trusted })).toBe('!a:b');
  });

  it('are refused to a caller without certificate, or with one of another authority', async () => {
    expect(await ask({ rooms: [owner.address] })).toBe('refused 503');
    expect(await ask({ rooms: [owner.address], flags: strange })).toBe('refused 503');
    expect(await ask({ rooms: [owner.address], flags: trusted })).toBe('!a:b');
  });

  it('are not made to a server whose certificate is for another name', async () => {
    const impostor = await startProcess({ handlers, flags: misnamed });
    expect(await ask({ rooms: [impostor.address], flags: trusted })).toBe('refused 503');
    await impostor.stop();
  });

  it('are asked for where others than this machine reach the port', async () => {
    const open = { 'grpc.bind': '0.0.0.0' };
    const warned: boolean[] = [];
    for (const flags of [{}, open, { ...open, ...trusted }]) {
      const process = await startProcess({ handlers, flags });
      warned.push(process.logLines.join().includes('can act for every user'));
      await process.stop();
    }
    expect(warned).toEqual([false, true, false]);
  });

  it('need all three files, readable', async () => {
    const { 'grpc.tls.keyFile': _, ...incomplete } = trusted;
    await expect(startProcess({ flags: incomplete })).rejects.toThrow('or none of them');
    const unreadable = { ...trusted, 'grpc.tls.keyFile': join(folder, 'nothing') };
    await expect(startProcess({ flags: unreadable })).rejects.toThrow('cannot be read');
  });
});
