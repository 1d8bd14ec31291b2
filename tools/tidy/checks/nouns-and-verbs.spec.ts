import { describe, expect, it } from 'vitest';
import { repositoryOf } from '../repository.ts';
import { nounsAndVerbs } from './nouns-and-verbs.ts';

const src = 'libs/services/room/src';
const run = (files: Readonly<Record<string, string>>) => {
  const list = Object.entries(files).map(([path, text]) => ({ path: `${src}/${path}`, text }));
  return nounsAndVerbs.run(repositoryOf('/r', list));
};
const verb = { 'create-room/create-room.rpc.ts': "import { createRoom } from './create-room.js';" };

describe('nouns-and-verbs', () => {
  it('lets a verb use a noun and the module wire the verb', () => {
    const files = {
      'timeline/timeline.store.ts': '',
      'create-room/create-room.rpc.ts': "import { Timeline } from '../timeline/timeline.js';",
      'room.module.ts': "import { CreateRoomRpc } from './create-room/create-room.rpc.js';",
      'index.ts': "export { createRoom } from './create-room/create-room.js';",
    };
    expect(run(files)).toEqual([]);
  });

  it('finds a folder that is both', () => {
    const found = run({ 'rooms/rooms.store.ts': '', 'rooms/rooms.endpoint.ts': '' });
    expect(found.map(({ path }) => path)).toEqual([`${src}/rooms`]);
  });

  it('finds a noun that imports a verb, once per verb', () => {
    const text = "import { a } from '../create-room/a.js';\nimport { b } from '../create-room/b.js';";
    const found = run({ ...verb, 'timeline/timeline.ts': text });
    expect(found).toHaveLength(1);
    expect(found[0]?.message).toContain('imports the verb create-room');
  });

  it('finds a verb that imports a verb', () => {
    const files = { ...verb, 'join/join.endpoint.ts': "import { a } from '../create-room/initial-events.js';" };
    expect(run(files)).toHaveLength(1);
  });

  it('lets a test import a verb', () => {
    expect(run({ ...verb, 'join/join.spec.ts': "import { a } from '../create-room/a.js';" })).toEqual([]);
  });
});
