import { describe, expect, it } from 'vitest';
import { repositoryOf } from '../repository.ts';
import { endpointHandlers } from './endpoint-handlers.ts';

const definition = { path: 'libs/matrix-api/src/client-server/a.ts', text: 'export const sync = defineEndpoint({});' };
const handler = (folder: string) => ({
  path: `libs/services/sync/src/${folder}/sync.endpoints.ts`,
  text: '@Endpoint(sync)\nexport class SyncEndpoint {}',
});
const run = (...files: ReturnType<typeof handler>[]) =>
  endpointHandlers.run(repositoryOf('/r', [definition, ...files]));

describe('endpoint-handlers', () => {
  it('lets one handler pass', () => {
    expect(run(handler('sync'))).toEqual([]);
  });

  it('finds a definition without a handler', () => {
    expect(run()).toEqual([{ path: definition.path, message: 'sync has no handler' }]);
  });

  it('finds a definition with two', () => {
    expect(run(handler('sync'), handler('twice'))[0]?.message).toContain('several handlers');
  });
});
