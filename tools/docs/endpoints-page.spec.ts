import { defineEndpoint } from '@chappe/matrix-api';
import Type from 'typebox';
import { describe, expect, it } from 'vitest';
import { endpointBindings } from './endpoint-bindings.ts';
import { endpointDefinitions } from './endpoint-definitions.ts';
import { endpointsPage } from './endpoints-page.ts';

const ping = defineEndpoint({
  name: 'ping',
  method: 'GET',
  path: '/_matrix/client/v3/sync',
  auth: { scheme: 'bearer' },
  rateLimit: 'read',
  spec: 'client-server-api/#get_matrixclientv3sync',
  response: Type.Object({}),
});

describe('the endpoints page', () => {
  it('finds definitions among other exports, by path', () => {
    const other = { ...ping, name: 'other', path: '/_matrix/client/v3/a' };
    expect(endpointDefinitions({ ping, text: 'x', list: [], other })).toEqual([other, ping]);
  });

  it('finds the files that bind a definition', () => {
    const bindings = endpointBindings([
      { path: 'b.endpoints.ts', text: '@Injectable()\n@Endpoint(ping)\nclass A {}\n@Endpoint(pong)\nclass B {}' },
      { path: 'a.endpoints.ts', text: '@Endpoint( ping )\nclass C {}\n// like @Endpoint(pang)' },
    ]);
    expect(Object.fromEntries(bindings)).toEqual({
      ping: ['a.endpoints.ts', 'b.endpoints.ts'],
      pong: ['b.endpoints.ts'],
    });
  });

  it('shows who serves an endpoint and counts it', () => {
    const file = 'libs/services/sync/src/sync/sync.endpoints.ts';
    const page = endpointsPage([ping], new Map([['ping', [file]]]));
    expect(page).toContain(`| user | read | [sync](../../${file}) |`);
    expect(page).toContain('1 of the 164 operations');
    expect(page).not.toContain('- GET `/_matrix/client/v3/sync`');
  });

  it('lists what nobody serves', () => {
    const page = endpointsPage([ping], new Map());
    expect(page).toContain('0 of the 164 operations');
    expect(page).toContain('- GET `/_matrix/client/v3/sync`');
  });
});
