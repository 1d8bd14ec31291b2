import { deflateRawSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { zipEntry } from './zip-entry.ts';

const STORED = 0;
const DEFLATED = 8;

/** The 16-bit numbers from `at` on, in a header of this size. */
const header = (signature: number, size: number, fields: Readonly<Record<number, number>>): Buffer => {
  const bytes = Buffer.alloc(size);
  bytes.writeUInt32LE(signature, 0);
  for (const [at, value] of Object.entries(fields)) bytes.writeUInt16LE(value, Number(at));
  return bytes;
};

/** A ZIP archive with one file. */
const archiveOf = (name: string, content: string, method: number): Buffer => {
  const packed = method === DEFLATED ? deflateRawSync(content) : Buffer.from(content);
  const local = Buffer.concat([header(0x04034b50, 30, { 26: name.length }), Buffer.from(name), packed]);
  const entry = header(0x02014b50, 46, { 10: method, 20: packed.length, 28: name.length });
  const directory = Buffer.concat([entry, Buffer.from(name)]);
  const end = header(0x06054b50, 22, { 10: 1, 12: directory.length, 16: local.length });
  return Buffer.concat([local, directory, end]);
};

describe('zipEntry', () => {
  it.each([STORED, DEFLATED])('reads a file that was packed in way %i', (method) => {
    expect(zipEntry(archiveOf('helm/helm', 'content', method), 'helm/helm').toString()).toBe('content');
  });

  it('says what is missing or damaged', () => {
    expect(() => zipEntry(archiveOf('a', '', STORED), 'b')).toThrow('has no b');
    expect(() => zipEntry(archiveOf('a', '', 99), 'a')).toThrow('not known');
    expect(() => zipEntry(Buffer.from('no archive'), 'a')).toThrow('not a ZIP');
  });
});
