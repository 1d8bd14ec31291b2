import Type from 'typebox';
import { describe, expect, it } from 'vitest';
import { ConfigError } from './config-error.js';
import { type ConfigSources, type ConfigValues, loadConfig } from './load-config.js';
import { defineSection } from './section.js';

const http = defineSection({
  name: 'http',
  schema: Type.Object({
    port: Type.Integer({ minimum: 0, maximum: 65_535, default: 8008 }),
    bind: Type.String({ default: '::' }),
    trustedProxies: Type.Array(Type.String(), { default: [] }),
    compress: Type.Boolean({ default: false }),
    rateLimits: Type.Object({ loginPerMinute: Type.Integer({ minimum: 1, default: 10 }) }),
  }),
});
const clientApi = defineSection({
  name: 'clientApi',
  schema: Type.Object({
    password: Type.Optional(Type.String({ minLength: 8 })),
    mode: Type.Union([Type.Literal('open'), Type.Literal('closed')], { default: 'closed' }),
  }),
  secrets: ['password'],
});

const load = (sources: Partial<ConfigSources>): ConfigValues =>
  loadConfig([http, clientApi], { env: {}, flags: {}, ...sources });
const refusal = (sources: Partial<ConfigSources>): string => {
  try {
    load(sources);
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
  return 'accepted';
};

describe('loadConfig', () => {
  it('fills in defaults, nested ones too, and leaves optional keys out', () => {
    expect(load({}).of(http)).toEqual({
      port: 8008,
      bind: '::',
      trustedProxies: [],
      compress: false,
      rateLimits: { loginPerMinute: 10 },
    });
    expect(load({}).of(clientApi)).toEqual({ mode: 'closed' });
  });

  it('lets the file win over defaults, the environment over the file, flags over all', () => {
    const yamlText = 'http:\n  port: 1\n  bind: file\n  rateLimits:\n    loginPerMinute: 3\n';
    const env = { CHAPPE_HTTP_PORT: '2', CHAPPE_HTTP_BIND: 'env', CHAPPE_HTTP_COMPRESS: 'true', PATH: '/bin' };
    const values = load({ yamlText, env, flags: { 'http.port': '3' } }).of(http);
    expect(values).toMatchObject({ port: 3, bind: 'env', compress: true, rateLimits: { loginPerMinute: 3 } });
  });

  it('takes a default of the process for what is set nowhere, and knows what is set', () => {
    const defaults = { 'http.bind': 'process' };
    const [unset, set] = [load({ defaults }), load({ defaults, flags: { 'http.bind': 'flag' } })];
    expect([unset.of(http).bind, unset.isGiven('http.bind')]).toEqual(['process', false]);
    expect([set.of(http).bind, set.isGiven('http.bind')]).toEqual(['flag', true]);
  });

  it('reads lists and camelCase sections from the environment', () => {
    const env = {
      CHAPPE_HTTP_TRUSTED_PROXIES: '10.0.0.0/8, ::1',
      CHAPPE_CLIENT_API_MODE: 'open',
      CHAPPE_HTTP_RATE_LIMITS_LOGIN_PER_MINUTE: '7',
    };
    expect(load({ env }).of(http)).toMatchObject({
      trustedProxies: ['10.0.0.0/8', '::1'],
      rateLimits: { loginPerMinute: 7 },
    });
    expect(load({ env }).of(clientApi).mode).toBe('open');
  });

  it.each<[string, Partial<ConfigSources>, RegExp]>([
    ['an unknown section', { yamlText: 'htpp: {}' }, /unknown section "htpp".*known: http, clientApi/],
    [
      'an unknown key',
      { yamlText: 'http: { prot: 1 }' },
      /unknown setting "http\.prot" in the configuration file.*port, bind/,
    ],
    ['an unknown nested key', { yamlText: 'http: { rateLimits: { x: 1 } }' }, /unknown setting "http\.rateLimits\.x"/],
    ['a value instead of keys', { yamlText: 'http: { rateLimits: 1 }' }, /"http\.rateLimits".*must hold keys/],
    [
      'every wrong value',
      { flags: { 'http.port': 'x' }, yamlText: 'http: { compress: 7 }\nclientApi: { mode: perhaps }' },
      /^(?=.*"http\.port")(?=.*"http\.compress")(?=.*"clientApi\.mode")/,
    ],
    [
      'a flag as it was typed',
      { flags: { 'http.port': 'x' }, flagNames: { 'http.port': '--port' } },
      /^--port must be integer$/,
    ],
    ['every unknown variable', { env: { CHAPPE_HTTP_PROT: '1', CHAPPE_HTPP: '1' } }, /CHAPPE_HTTP_PROT; .*CHAPPE_HTPP/],
    ['an unknown variable', { env: { CHAPPE_HTTP_PROT: '1' } }, /unknown environment variable CHAPPE_HTTP_PROT/],
    ['an unknown flag', { flags: { 'http.prot': '1' } }, /unknown setting "http\.prot" on the command line/],
    [
      'a number out of range',
      { env: { CHAPPE_HTTP_PORT: '70000' } },
      /"http\.port" in CHAPPE_HTTP_PORT must be <= 65535/,
    ],
    ['text for a number', { flags: { 'http.port': 'x' } }, /"http\.port" on the command line must be integer/],
    ['no text for a number', { env: { CHAPPE_HTTP_PORT: '' } }, /must be integer/],
    [
      'a value that is not a choice',
      { yamlText: 'clientApi: { mode: half }' },
      /"clientApi\.mode".*must be one of open, closed/,
    ],
    [
      'a wrong item of a list',
      { yamlText: 'http: { trustedProxies: [1] }' },
      /"http\.trustedProxies\.0" in the conf.*must be string/,
    ],
    ['an empty value', { yamlText: 'http: { port: }' }, /"http\.port".*must be integer/],
    ['broken YAML', { yamlText: 'http: [' }, /not valid YAML/],
    ['a key twice', { yamlText: 'http: { port: 1, port: 2 }' }, /not valid YAML/],
    ['a list as file', { yamlText: '- http' }, /must hold sections/],
  ])('refuses %s with one line', (_what, sources, message) => {
    expect(refusal(sources)).toMatch(message);
    expect(refusal(sources)).not.toContain('\n');
  });

  it('does not repeat a value that it refuses, for it may be a secret', () => {
    expect(refusal({ env: { CHAPPE_CLIENT_API_PASSWORD: 'hunter2' } })).toMatch(/must NOT have fewer than 8/);
    expect(refusal({ env: { CHAPPE_CLIENT_API_PASSWORD: 'hunter2' } })).not.toContain('hunter2');
  });
});
