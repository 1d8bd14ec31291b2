import { describe, expect, it } from 'vitest';
import { repositoryOf } from '../repository.ts';
import { mentions } from './mentions.ts';

const files = [
  { path: 'package.json', text: '{"scripts":{"tidy":"x","bench:protocol":"y"}}' },
  { path: 'libs/events/package.json', text: '{"name":"@chappe/events"}' },
  { path: 'libs/events/src/content/member.ts', text: '' },
  { path: 'libs/services/room/src/commit/commit.store.ts', text: '' },
];
const run = (text: string) =>
  mentions.run(repositoryOf('/r', [...files, { path: 'docs/a.md', text }])).map(({ message }) => message);

describe('mentions', () => {
  it('finds files and folders by the end of their path', () => {
    expect(run('`libs/events` `events/content/` `content/member.ts` `libs/services/room/src/commit`')).toEqual([]);
    expect(run('`libs/*/src/content/*.ts` `libs/{events,crypto}` `libs/services/NAME`')).toEqual([]);
  });

  it.each(['libs/crypto', 'events/contents', 'vents/content', 'content/member', 'libs/{a,b}'])('misses %s', (path) => {
    expect(run(`see\n\`${path}\``)).toEqual([`${path} is not in this repository`]);
  });

  it('knows kinds of files', () => {
    expect(run('`.store.ts`')).toEqual([]);
    expect(run('`.client.ts`')).toEqual(['no file is a .client.ts']);
  });

  it('knows the commands, in code blocks too', () => {
    expect(run('`npm run tidy`\n```\nnpm run --silent bench:protocol -- a\n```')).toEqual([]);
    expect(run('```\nnpm run tidi\n```')).toEqual(['npm run tidi: there is no such script']);
  });

  it('leaves alone what is no path', () => {
    expect(run('`PUT /send` `a / b` `chappe/room` `{a}/b` `org/repository:path`')).toEqual([]);
  });
});
