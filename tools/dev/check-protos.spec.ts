import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checkProtos } from './check-protos.ts';

const repository = join(import.meta.dirname, '..', '..');

describe('checkProtos', () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'chappe-protos-'));
    cpSync(join(repository, 'buf.yaml'), join(folder, 'buf.yaml'));
    cpSync(join(repository, 'libs/contracts/grpc'), join(folder, 'libs/contracts/grpc'), { recursive: true });
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const checkWith = (edit: (proto: string) => string): string => {
    const path = join(folder, 'libs/contracts/grpc/auth/v1/auth.proto');
    const before = readFileSync(path, 'utf8');
    const after = edit(before);
    expect(after).not.toBe(before);
    writeFileSync(path, after);
    return checkProtos({ repository, folder });
  };

  it('takes the contracts as they are', () => {
    expect(checkProtos({ repository })).toBe('');
  });

  it('takes a field that was added', () => {
    expect(checkWith((proto) => proto.replace('string access_token = 1;', '$&\n  string hint = 99;'))).toBe('');
  });

  it('refuses a field that was removed', () => {
    expect(checkWith((proto) => proto.replace('string access_token = 1;', ''))).toContain('"access_token"');
  });

  it('refuses a method that was removed', () => {
    expect(checkWith((proto) => proto.replace(/rpc FindUsers.*;/, ''))).toContain('"FindUsers"');
  });

  it('refuses names that are not as the rules want them', () => {
    const findings = checkWith((proto) => proto.replace('string access_token = 1;', '$&\n  string badName = 99;'));
    expect(findings).toContain('badName');
  });
});
