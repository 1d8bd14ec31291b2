import * as matrixApi from '@chappe/matrix-api';
import { describe, expect, it } from 'vitest';
import { endpointDefinitions } from '../docs/endpoint-definitions.ts';
import { coverage } from './coverage.ts';
import { EXTRA_OPERATIONS } from './extra-operations.ts';
import { operationKey } from './operation.ts';
import { specifiedOperations } from './specified-operations.ts';

describe('the list of specified operations', () => {
  it('has the 164 operations of the Client-Server API, none twice', () => {
    const keys = specifiedOperations().map(operationKey);
    expect(keys).toHaveLength(164);
    expect(new Set(keys).size).toBe(164);
  });

  it('does not repeat an extra operation, and every extra operation has a reason', () => {
    const specified = new Set(specifiedOperations().map(operationKey));
    expect(EXTRA_OPERATIONS.filter((extra) => specified.has(operationKey(extra)))).toEqual([]);
    expect(EXTRA_OPERATIONS.filter(({ reason }) => reason.length < 20)).toEqual([]);
  });
});

describe('coverage', () => {
  const sync = { name: 'sync', method: 'GET', path: '/_matrix/client/v3/sync' };
  const state = { name: 'state', method: 'GET', path: '/_matrix/client/v3/rooms/:room/state/:type/:key' };

  it('counts a definition as served when a handler is bound to it', () => {
    const { served, notYet, unknown } = coverage([sync, state], new Set(['sync']));
    expect(served.map(({ path }) => path)).toEqual(['/_matrix/client/v3/sync']);
    expect(notYet).toHaveLength(163);
    expect(unknown).toEqual([]);
  });

  it('reports a definition that the specification does not have', () => {
    const invented = { name: 'invented', method: 'GET', path: '/_matrix/client/v3/invented' };
    expect(coverage([invented], new Set()).unknown).toEqual([invented]);
  });

  it('compares the method too', () => {
    expect(coverage([{ ...sync, method: 'PUT' }], new Set()).unknown).toHaveLength(1);
  });
});

describe('our endpoint definitions', () => {
  const definitions = endpointDefinitions(matrixApi);

  it('are all in the specification or among the extra operations', () => {
    expect(coverage(definitions, new Set()).unknown).toEqual([]);
  });

  it('have names and operations of their own', () => {
    const doubled = (values: readonly string[]): string[] => values.filter((value, at) => values.indexOf(value) !== at);
    expect(doubled(definitions.map(({ name }) => name))).toEqual([]);
    expect(doubled(definitions.map(operationKey))).toEqual([]);
  });

  it('point at a heading of the specification', () => {
    const wrong = definitions.filter(({ spec }) => !/^[a-z-]+\/(modules\/)?#[a-z0-9_-]+$/.test(spec));
    expect(wrong.map(({ name, spec }) => `${name}: ${spec}`)).toEqual([]);
  });
});
