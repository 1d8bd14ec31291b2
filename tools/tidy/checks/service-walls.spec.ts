import { expect, it } from 'vitest';
import { repositoryOf } from '../repository.ts';
import { serviceWalls } from './service-walls.ts';

const project = (folder: string, service: string, dependencies: readonly string[]) => ({
  path: `${folder}/package.json`,
  text: JSON.stringify({
    name: `@chappe/${folder.split('/').slice(-2).join('-')}`,
    dependencies: Object.fromEntries(dependencies.map((name) => [name, '*'])),
    nx: { tags: service === '' ? [] : [`service:${service}`] },
  }),
});

it('keeps what belongs to one service away from all of another', () => {
  const files = [
    project('libs/platform/grpc', '', []),
    project('libs/services/room', 'room', ['@chappe/platform-grpc']),
    project('libs/services/sync', 'sync', []),
    project('apps/room', 'room', ['@chappe/services-room', '@chappe/platform-grpc']),
    project('apps/sync', 'sync', ['@chappe/services-sync', '@chappe/services-room', '@chappe/apps-room']),
    project('apps/all-in-one', 'all-in-one', ['@chappe/apps-room', '@chappe/apps-sync', '@chappe/services-room']),
  ];
  expect(serviceWalls.run(repositoryOf('/', files))).toEqual([
    { path: 'apps/sync/package.json', message: 'service:sync must not depend on @chappe/apps-room' },
    { path: 'apps/sync/package.json', message: 'service:sync must not depend on @chappe/services-room' },
  ]);
});
