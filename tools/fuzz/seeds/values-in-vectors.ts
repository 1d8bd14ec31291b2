import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '..', '..', '..');
const FILES = 'libs/{crypto,events}/{vectors,src}/**/*.json';
const UNITS_MAX = 20_000;

/** Every JSON value that stands in a test vector of the libraries, at any depth, as JSON text; each text once. */
export function valuesInVectors(): string[] {
  const texts = new Set<string>();
  for (const file of globSync(FILES, { cwd: ROOT }).toSorted()) {
    collect(JSON.parse(readFileSync(join(ROOT, file), 'utf8')), texts);
  }
  return [...texts].filter((text) => text.length <= UNITS_MAX);
}

/** Every string in a test vector. */
export function stringsInVectors(): string[] {
  return valuesInVectors()
    .filter((text) => text.startsWith('"'))
    .map((text) => JSON.parse(text) as string);
}

/** Everything in a test vector that looks like an event. */
export function eventsInVectors(): string[] {
  return valuesInVectors().filter((text) => {
    const value: unknown = JSON.parse(text);
    const names = typeof value === 'object' && value !== null ? Object.keys(value) : [];
    return ['sender', 'content', 'depth', 'origin_server_ts'].every((name) => names.includes(name));
  });
}

function collect(value: unknown, texts: Set<string>): void {
  texts.add(JSON.stringify(value));
  if (typeof value !== 'object' || value === null) return;
  for (const member of Object.values(value)) collect(member, texts);
}
