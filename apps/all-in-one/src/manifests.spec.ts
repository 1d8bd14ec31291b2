import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as contracts from '@chappe/contracts';
import { describe, expect, it } from 'vitest';
import { services } from './all-in-one.module.js';

const { CONTRACTS, PUBLISHED_VIEWS, STORED_LOGS, TRANSIENT_TOPICS } = contracts;

const root = join(import.meta.dirname, '../../..');
const textsOf = (pattern: string): string[] =>
  globSync(pattern, { cwd: root, exclude: ['**/*.spec.ts', '**/fixtures/**'] }).map((path) =>
    readFileSync(join(root, path), 'utf8'),
  );
const libraryOf = (name: string): string => textsOf(`libs/services/${name}/src/**/*.ts`).join('\n');

/** By the names under which code knows them: `roomLog`. */
const TOPICS = Object.entries<unknown>(contracts).flatMap(([word, value]) => {
  const topic = [...STORED_LOGS, ...TRANSIENT_TOPICS].find((each) => each === value);
  return topic ? [[word, topic] as const] : [];
});

/** While a release is rolled out, processes of the one before make these calls still. */
const CALLED_BY_THE_RELEASE_BEFORE = new Set(['room.v1.RoomService/getMembers']);

describe('the manifests of the services', () => {
  it('are all in the list of all-in-one', () => {
    const folders = globSync('apps/*/src/manifest.ts', { cwd: root }).map((path) => path.split('/')[1]);
    expect(services.map(({ name }) => name).sort()).toEqual(folders.sort());
  });

  it('are started by programs that are alike', () => {
    const programs = services.map(({ name }) => readFileSync(join(root, 'apps', name, 'src/main.ts'), 'utf8'));
    expect(new Set(programs).size).toBe(1);
  });

  it('give each contract to its owner, and each topic to its owner as a writer', () => {
    for (const contract of CONTRACTS) {
      const owners = services.filter(({ serves }) => serves.includes(contract)).map(({ name }) => name);
      expect(owners).toEqual([contract.owner]);
    }
    for (const topic of [...STORED_LOGS, ...TRANSIENT_TOPICS]) {
      expect(services.filter(({ writes }) => writes.includes(topic)).map(({ name }) => name)).toContain(topic.owner);
    }
  });

  it('call what the libraries have clients of', () => {
    for (const { name, calls } of services) {
      const injected = [...libraryOf(name).matchAll(/clientOf\((\w+)ServiceDefinition\)/g)].map(([, each]) => each);
      const named = calls.map(({ service }) => service.name.replace(/Service$/, ''));
      expect([name, named.sort()]).toEqual([name, [...new Set(injected)].sort()]);
    }
  });

  it('make the calls that the contracts let them, and no other', () => {
    // The platform's HTTP server asks who holds a token, and for interactive authentication where a library does.
    const ofHttp = ({ name, listeners }: (typeof services)[number]): string[] => [
      ...(listeners.includes('client') ? ['auth.v1.AuthService/introspectToken'] : []),
      ...(/InteractiveAuth\b.*'@chappe\/http'/.test(libraryOf(name))
        ? ['auth.v1.AuthService/authorizeInteractively']
        : []),
    ];
    const methods = CONTRACTS.flatMap((contract) =>
      Object.entries<contracts.AnyCallRoute>(contract.routes).map(([method, { callers }]) => ({
        contract,
        method,
        callers,
      })),
    );
    const nameOf = ({ contract, method }: (typeof methods)[number]): string => `${contract.service.fullName}/${method}`;
    for (const service of services) {
      const text = libraryOf(service.name);
      const makes = methods.filter(
        ({ contract, method }) =>
          service.calls.includes(contract) && new RegExp(`\\b(rooms?|owners|auth|userData)\\.${method}\\(`).test(text),
      );
      const may = methods.filter(
        (each) => each.callers.includes(service.name) && !CALLED_BY_THE_RELEASE_BEFORE.has(nameOf(each)),
      );
      expect([service.name, [...makes.map(nameOf), ...ofHttp(service)].sort()]).toEqual([
        service.name,
        may.map(nameOf).sort(),
      ]);
    }
  });

  it('say what becomes of users whose account is deactivated: auth asks the hook of each, or there is nothing', () => {
    const asked = [...libraryOf('auth').matchAll(/^ {6}'?([\w-]+)'?: (?:async )?\(\{ userId/gm)].map(
      ([, name]) => name,
    );
    const withHook = services.filter(({ deactivation }) => 'hook' in deactivation);
    expect(withHook.map(({ name }) => name).sort()).toEqual(asked.sort());
    for (const { name, deactivation, serves, migrationSets } of services) {
      if ('hook' in deactivation) {
        expect(serves).toContain(deactivation.hook);
        const methods = Object.keys(deactivation.hook.routes).filter((method) => method.startsWith('deactivateUser'));
        expect(methods.map((method) => deactivation.hook.routes[method]?.callers)).toEqual([['auth']]);
      } else {
        // Who has tables has something of users; auth ends accounts itself.
        expect([name, migrationSets.length > 0 && name !== 'auth']).toEqual([name, false]);
      }
    }
  });

  it('name the topics that the libraries know', () => {
    for (const { name, reads, writes } of services) {
      const text = libraryOf(name);
      const known = TOPICS.filter(([word]) => new RegExp(`\\b${word}\\b`).test(text));
      const named = new Set([...reads, ...writes]);
      expect([name, known.filter(([, topic]) => !named.has(topic)).map(([word]) => word)]).toEqual([name, []]);
    }
  });

  it('name the views of others that the libraries read, and make their own', () => {
    for (const { name, views, migrationSets } of services) {
      const text = libraryOf(name);
      for (const view of PUBLISHED_VIEWS) {
        const word = `${view.schema}.${view.name}`;
        const sql = migrationSets.flatMap(({ migrations }) => migrations.map((migration) => migration.sql)).join('\n');
        expect([name, word, sql.includes(`VIEW ${word} `)]).toEqual([name, word, view.owner === name]);
        if (text.includes(word) && view.owner !== name)
          expect([name, views]).toEqual([name, expect.arrayContaining([view])]);
      }
    }
  });

  it('publish logs where the libraries relay them', () => {
    for (const { name, relays } of services) {
      const isRelaying = /\brelay: LogRelay\b/.test(libraryOf(name));
      expect([name, relays.map((topic) => topic.name)]).toEqual([
        name,
        isRelaying ? STORED_LOGS.map(({ name: log }) => log) : [],
      ]);
    }
  });

  it('have a listener for clients where the libraries have endpoints', () => {
    for (const { name, listeners } of services) {
      expect([name, listeners.includes('client')]).toEqual([name, /^ *@Endpoint\(/m.test(libraryOf(name))]);
    }
  });

  it('make sticky what the ingress keeps with one process', () => {
    const routes = JSON.parse(readFileSync(join(root, 'charts/chappe/files/routes.json'), 'utf8')) as {
      readonly sticky: readonly string[];
    };
    expect(services.filter(({ isSticky }) => isSticky).map(({ name }) => name)).toEqual(routes.sticky);
  });
});
