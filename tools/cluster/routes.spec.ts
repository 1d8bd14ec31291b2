import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as matrixApi from '@chappe/matrix-api';
import { type RouteRules, RouteTable } from '@chappe/testing';
import { describe, expect, it } from 'vitest';
import { allPaths } from '../chart/route-rules.ts';
import { endpointBindings } from '../docs/endpoint-bindings.ts';
import { endpointDefinitions } from '../docs/endpoint-definitions.ts';

const ROOT = join(import.meta.dirname, '../..');
const ROUTES = join(ROOT, 'charts/chappe/files/routes.json');
const SERVICES = join(ROOT, 'charts/chappe/files/services.json');

/** Text that a client may put in place of a parameter, names of other paths included. */
const VALUES = ['text', '!room:example.org', 'sync', 'login', 'keys'];

/** Service of an endpoint definition by the name under which it is exported. */
function boundServices(): Map<string, string> {
  const list = execFileSync('git', ['ls-files', '--', 'libs/services/**/*.endpoints.ts'], {
    cwd: ROOT,
    encoding: 'utf8',
  });
  const paths = list.split('\n').filter((path) => path !== '');
  const bindings = endpointBindings(paths.map((path) => ({ path, text: readFileSync(join(ROOT, path), 'utf8') })));
  return new Map([...bindings].map(([name, [file = '']]) => [name, file.split('/')[2] ?? '']));
}

describe('the routing table of the ingress', () => {
  const rules = JSON.parse(readFileSync(ROUTES, 'utf8')) as RouteRules;
  const table = new RouteTable(rules);
  const services = boundServices();
  const definitions = endpointDefinitions(matrixApi);
  const served = definitions.filter(({ name }) => services.has(name));

  it('knows where every endpoint is bound', () => {
    expect(served.length).toBeGreaterThan(80);
    const facts = JSON.parse(readFileSync(SERVICES, 'utf8')) as Record<string, { readonly public: boolean }>;
    const open = Object.keys(facts).filter((name) => facts[name]?.public);
    expect([...new Set(services.values())].sort()).toEqual(open);
  });

  it.each(served.map(({ name, method, path }) => ({ name, method, path, service: services.get(name) })))(
    '$method $path goes to $service',
    ({ name, service }) => {
      const definition = served.find((each) => each.name === name);
      for (const path of definition ? allPaths(definition) : []) {
        for (const value of VALUES) {
          const asked = path.replaceAll(/:[a-zA-Z]+/g, value);
          expect([asked, table.serviceOf(asked)]).toEqual([asked, service]);
          expect([`${asked}/`, table.serviceOf(`${asked}/`)]).toEqual([`${asked}/`, service]);
        }
      }
    },
  );

  it('has no route that no endpoint needs', () => {
    const needed = served.flatMap(allPaths);
    for (const { path } of rules.routes.flatMap(({ paths }) => paths)) {
      expect(needed.some((each) => each === path || each.startsWith(`${path}/`))).toBe(true);
    }
  });

  it('keeps the clients of sync with one replica', () => {
    expect(table.services.filter((service) => table.isSticky(service))).toEqual(['sync']);
  });
});
