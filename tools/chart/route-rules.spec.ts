import { describe, expect, it } from 'vitest';
import { routeRules, type ServedEndpoint } from './route-rules.ts';

const served = (service: string, ...paths: string[]): ServedEndpoint[] =>
  paths.map((path) => ({ definition: { path }, service }));
const prefixes = (endpoints: readonly ServedEndpoint[]): string[] =>
  routeRules(endpoints, []).routes.flatMap(({ paths }) => paths.map(({ path }) => path));

describe('routeRules', () => {
  it('routes by the shortest prefix that another service has nothing below', () => {
    const client = served('client-api', '/_matrix/client/v1/keys/query', '/_matrix/client/v1/rooms/:roomId');
    const media = served(
      'media',
      '/_matrix/client/v1/keys/changes',
      '/_matrix/client/v1/media/:id',
      '/_matrix/media/v1',
    );
    expect(prefixes([...client, ...media])).toEqual([
      '/_matrix/client/v1/keys/changes',
      '/_matrix/client/v1/media',
      '/_matrix/media/v1',
    ]);
  });

  it('routes aliases and r0 like the path itself', () => {
    const definition = { path: '/_matrix/client/v3/sync', aliases: ['/_matrix/client/unstable/sync'] };
    expect(prefixes([{ definition, service: 'sync' }])).toEqual([
      '/_matrix/client/r0/sync',
      '/_matrix/client/unstable/sync',
      '/_matrix/client/v3/sync',
    ]);
  });

  it('lets nobody in to what is for operators, and leaves the rest to the default service', () => {
    const rules = routeRules([...served('media', '/_chappe/media'), ...served('client-api', '/_matrix/a/b/c')], ['x']);
    expect(rules).toEqual({ default: 'client-api', routes: [], sticky: ['x'] });
  });

  it('refuses services that differ only behind a parameter', () => {
    const rooms = '/_matrix/client/v3/rooms/:roomId';
    const endpoints = [...served('client-api', `${rooms}/send`), ...served('media', `${rooms}/hierarchy`)];
    expect(() => routeRules(endpoints, [])).toThrow(/hierarchy cannot be told by a prefix/);
  });
});
