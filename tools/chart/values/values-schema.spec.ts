import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import Type from 'typebox';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { valuesSchema } from './values-schema.ts';

const valuesYaml = readFileSync(join(import.meta.dirname, '../../../charts/chappe/values.yaml'), 'utf8');
const section = (name: string, key: string) => ({
  name,
  description: '',
  secrets: ['password'],
  schema: Type.Object({ [key]: Type.Integer({ minimum: 5, description: 'Some.' }), password: Type.String() }),
});
const common = [section('http', 'connectionsMax'), section('postgres', 'connectionsMax')];
const services = {
  auth: [...common, section('auth', 'lengthMin')],
  clientApi: common,
  room: [...common, { ...section('server', 'name'), secrets: [] }],
  sync: common,
};
const schema = valuesSchema(valuesYaml, services);
const accepts = new Ajv2020({ strict: false }).compile(schema);
const withValues = (path: string, value: unknown): object => {
  const values = parse(valuesYaml) as Record<string, unknown>;
  const keys = path.split('.');
  let target = values;
  for (const key of keys.slice(0, -1)) target = (target[key] ??= {}) as Record<string, unknown>;
  target[keys.at(-1) ?? ''] = value;
  return values;
};

describe('valuesSchema', () => {
  it('accepts the defaults', () => {
    expect(accepts(parse(valuesYaml))).toBe(true);
  });

  it.each([
    ['sync.replicas', 3],
    ['sync.config.http.connectionsMax', 9],
    ['auth.config.auth.lengthMin', 9],
    ['defaults.config.http.connectionsMax', 9],
  ])('accepts %s: %j', (path, value) => {
    expect(accepts(withValues(path, value))).toBe(true);
  });

  it.each([
    ['sync.replica', 3],
    ['sync.config.http.connectionsMax', 4],
    ['sync.config.http.connections', 9],
    ['sync.config.http.password', 'secret'],
    ['sync.config.auth.lengthMin', 9],
    ['defaults.config.auth.lengthMin', 9],
    ['room.config.server.name', 'filled in by the chart'],
    ['federation.replicas', 3],
  ])('refuses %s: %j', (path, value) => {
    expect(accepts(withValues(path, value))).toBe(false);
  });

  it('takes descriptions from the comments right above', () => {
    const { server } = schema['properties'] as { server: { description: string } };
    expect(server.description).toBe('The homeserver as users and other servers see it.');
  });

  it('refuses a description of a value that is not there', () => {
    expect(() => valuesSchema('server: { name: a }', services)).toThrow(/values\.yaml has no .*image\.tag/);
  });
});
