import { describe, expect, it } from 'vitest';
import { BATCH_BODY_BYTES_MAX, OPEN_BODY_BYTES_MAX } from '../endpoint/body.limits.js';
import * as matrixApi from '../index.js';
import type { EndpointDefinition } from '../index.js';

const DEFINITIONS = Object.entries<unknown>({ ...matrixApi }).filter(
  (entry): entry is [string, EndpointDefinition] =>
    typeof entry[1] === 'object' && entry[1] !== null && 'path' in entry[1],
);

/** As the published specification makes them from method and path. */
function anchorOf({ method, path }: EndpointDefinition): string {
  return `client-server-api/#${(method + path).toLowerCase().replaceAll(/[^a-z0-9_-]/g, '')}`;
}

function paramsOf(path: string): string[] {
  return [...path.matchAll(/:([a-zA-Z]+)/g)].map((match) => match[1] ?? '');
}

describe('endpoint definitions', () => {
  it('exist', () => {
    expect(DEFINITIONS.length).toBeGreaterThan(80);
  });

  it.each(DEFINITIONS)(
    '%s is named as it is exported and points to its place in the specification',
    (name, definition) => {
      expect([definition.name, definition.spec]).toEqual([name, anchorOf(definition)]);
    },
  );

  it.each(DEFINITIONS)('%s describes every parameter of its paths', (_name, { path, aliases = [], params }) => {
    const described = (params as { properties?: Record<string, { default?: unknown }> } | undefined)?.properties ?? {};
    expect(Object.keys(described).toSorted()).toEqual(paramsOf(path).toSorted());
    for (const alias of aliases) {
      const missing = Object.keys(described).filter((name) => !paramsOf(alias).includes(name));
      for (const name of missing) expect(described[name]?.default).toBeDefined();
    }
  });

  it('do not share method and path', () => {
    const routes = DEFINITIONS.flatMap(([, { method, path, aliases = [] }]) =>
      [path, ...aliases].map((each) => `${method} ${each.replace(/\/$/, '')}`),
    );
    expect(new Set(routes).size).toBe(routes.length);
  });

  it.each(DEFINITIONS)('%s reads a body only where HTTP has one', (_name, { method, body }) => {
    const allowed = { GET: [false], PUT: [true], POST: [true, false], DELETE: [true, false] }[method];
    expect(allowed).toContain(body !== undefined);
  });

  it('read small bodies: larger ones only where a request speaks of many things, and none of them a mebibyte', () => {
    const sizes = new Map<number | undefined, string[]>();
    for (const [name, { body, bodyBytesMax }] of DEFINITIONS) {
      if (body) sizes.set(bodyBytesMax, [...(sizes.get(bodyBytesMax) ?? []), name].toSorted());
    }
    expect(Object.fromEntries([...sizes].filter(([size]) => size !== undefined))).toEqual({
      [OPEN_BODY_BYTES_MAX]: ['changePassword', 'deactivateAccount', 'login', 'refreshToken', 'register'],
      [BATCH_BODY_BYTES_MAX]: [
        'claimKeys',
        'createRoom',
        'deleteDevices',
        'putRoomKeys',
        'putRoomKeysByRoomId',
        'queryKeys',
        'sendToDevice',
        'uploadKeys',
        'uploadSignatures',
      ],
    });
  });

  it('read no more than 64 KiB from whoever has no token', () => {
    const open = DEFINITIONS.filter(([, { auth, body }]) => body && auth.scheme === 'none');
    expect(open.filter(([, { bodyBytesMax }]) => bodyBytesMax !== OPEN_BODY_BYTES_MAX)).toEqual([]);
  });
});
