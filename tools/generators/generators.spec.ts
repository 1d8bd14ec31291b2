import type { Tree } from '@nx/devkit';
import { createTree } from '@nx/devkit/testing';
import { beforeEach, describe, expect, it } from 'vitest';
import { chapter } from './chapter.ts';
import { decision } from './decision.ts';
import { readText } from './edits.ts';
import { endpoint, type EndpointOptions } from './endpoint.ts';
import { migration } from './migration.ts';
import { namesOf } from './names.ts';
import { removeService } from './remove-service.ts';
import { service } from './service.ts';
import { topic, type TopicOptions } from './topic.ts';

const ALL_IN_ONE = 'apps/all-in-one/src/all-in-one.module.ts';
const LIST = `import { manifest as auth } from '@chappe/auth-app';
import { Module } from '@nestjs/common';

export const services: readonly ServiceManifest[] = [auth];
`;

const CONTRACTS = `export { Typing } from './gen/transient/v1/transient.js';
export * from './topics/topic.js';
export * from './topics/topics.js';
`;
const TOPICS = `import { roomLog } from './room-log.js';
import { typingTopic } from './typing-topic.js';

export const STORED_LOGS: readonly Topic[] = [roomLog];
export const TRANSIENT_TOPICS: readonly TransientTopic[] = [typingTopic];
`;

/** As much of the repository as the generators read. */
const FILES: Readonly<Record<string, string>> = {
  [ALL_IN_ONE]: LIST,
  'apps/all-in-one/package.json': '{ "dependencies": { "@chappe/auth-app": "*" } }',
  'apps/auth/src/main.ts': 'await run();\n',
  'charts/chappe/values.yaml': 'kafka: {}\nauth: {}\n',
  'package-lock.json': JSON.stringify({
    packages: { 'apps/all-in-one': { dependencies: { '@chappe/auth-app': '*' } }, 'node_modules/@chappe/http': {} },
  }),
  'libs/contracts/src/calls/room-contract.ts': `import { RoomServiceDefinition } from '../gen/room/v1/room.js';
export const roomContract = defineContract({
  service: RoomServiceDefinition,
  owner: 'room',
  routes: { listAliases: { ...hot, callers: ['sync'] }, putAlias: { ...once, callers: ['sync'] } },
});
`,
  'libs/contracts/src/calls/auth-contract.ts': `import { AuthServiceDefinition } from '../gen/auth/v1/auth.js';
export const authContract = defineContract({
  service: AuthServiceDefinition,
  owner: 'auth',
  routes: { introspectToken: { ...hot, callers: ['auth'] } },
});
`,
  'libs/contracts/grpc/auth/v1/auth.proto': `
rpc IntrospectToken(IntrospectTokenRequest)
  returns (IntrospectTokenResponse);
message IntrospectTokenRequest {}
message IntrospectTokenResponse {}
`,
  'libs/contracts/grpc/room/v1/room.proto': `service RoomService {
  rpc ListAliases(ListAliasesRequest) returns (ListAliasesResponse);
  rpc PutAlias(PutAliasRequest) returns (PutAliasResponse);
  rpc GetEvent(GetEventRequest) returns (GetEventResponse);
}
message ListAliasesRequest {
  string room_id = 1;
  string requester = 2;
  optional string since = 3; // where to go on
}
message ListAliasesResponse {
  repeated string aliases = 1;
}
message PutAliasRequest {
  string alias = 1;
  int64 order = 2;
}
message PutAliasResponse {}
message GetEventRequest {}
message GetEventResponse { StoredEvent event = 1; }
`,
  'libs/contracts/grpc/transient/v1/transient.proto': 'package transient.v1;\nmessage Typing {}\n',
  'libs/contracts/src/index.ts': CONTRACTS,
  'libs/contracts/src/topics/topics.ts': TOPICS,
  'libs/matrix-api/src/index.ts': "export * from './endpoint/define-endpoint.js';\n",
  'docs/decisions/template.md':
    '# NNNN: title as a statement\n\nDate: YYYY-MM-DD. Status: in force | superseded by NNNN.\n',
  'docs/decisions/0009-nine.md': '# 0009: nine\n',
};

describe('the generators', () => {
  let tree: Tree;
  const paths = (): string[] => tree.listChanges().map(({ path }) => path);
  beforeEach(() => {
    tree = createTree();
    for (const [path, text] of Object.entries(FILES)) tree.write(path, text);
  });

  it('enter a service in the list of all-in-one, its package and the lock file', () => {
    service(tree, { name: 'media-gate' });
    expect(readText(tree, ALL_IN_ONE)).toContain("import { manifest as mediaGate } from '@chappe/media-gate-app';\n");
    expect(readText(tree, ALL_IN_ONE)).toContain('= [auth, mediaGate];');
    const lock = JSON.parse(readText(tree, 'package-lock.json')) as { packages: Record<string, unknown> };
    expect(lock.packages['node_modules/@chappe/media-gate']).toEqual({
      resolved: 'libs/services/media-gate',
      link: true,
    });
    expect(paths()).toContain('apps/media-gate/src/manifest.ts');
  });

  it.each(['http', 'kafka', 'platform', 'Media', 'media_gate'])('refuse the name %s for a service', (name) => {
    expect(() => service(tree, { name })).toThrow(/taken|kebab-case/);
  });

  it('take a service away with its entries', () => {
    service(tree, { name: 'media-gate' });
    removeService(tree, { name: 'media-gate' });
    expect(readText(tree, ALL_IN_ONE)).toBe(LIST);
    expect(paths().filter((path) => path.includes('media-gate'))).toEqual([]);
    expect(readText(tree, 'package-lock.json')).not.toContain('media-gate');
    expect(() => removeService(tree, { name: 'media-gate' })).toThrow(/no service media-gate/);
  });

  it('add a chapter with a table to a service, and nothing twice', () => {
    service(tree, { name: 'media' });
    chapter(tree, { name: 'url-previews', service: 'media' });
    const source = 'libs/services/media/src';
    expect(readText(tree, `${source}/media.module.ts`)).toContain('imports: [QuestionsModule, UrlPreviewsModule]');
    expect(readText(tree, `${source}/migrations/media-migrations.ts`)).toContain(
      '[questionsMigration, urlPreviewsMigration]',
    );
    expect(() => chapter(tree, { name: 'url-previews', service: 'media' })).toThrow(/there already/);
  });

  it('number a migration by its time, and refuse one for a service without a schema', () => {
    service(tree, { name: 'media' });
    migration(tree, { name: 'thumbnails', service: 'media' });
    const made = paths().filter((path) => path.endsWith('-thumbnails.ts'));
    expect(made).toEqual([
      expect.stringMatching(/^libs\/services\/media\/src\/migrations\/\d{8}-\d{6}-thumbnails\.ts$/) as string,
    ]);
    expect(() => migration(tree, { name: 'thumbnails', service: 'auth' })).toThrow(/auth has no schema/);
  });

  describe('make an endpoint', () => {
    const ASKED: EndpointOptions = {
      name: 'get-room-aliases',
      service: 'media',
      chapter: 'questions',
      method: 'GET',
      path: '/_matrix/client/v3/rooms/{roomId}/aliases',
      auth: 'bearer',
      call: 'room/ListAliases',
    };
    const endpoints = (): string => readText(tree, 'libs/services/media/src/questions/questions.endpoints.ts');
    beforeEach(() => void service(tree, { name: 'media' }));

    it('that asks another service, with its definition from the call', () => {
      endpoint(tree, ASKED);
      const definition = readText(tree, 'libs/matrix-api/src/client-server/get-room-aliases.ts');
      for (const line of [
        "spec: 'client-server-api/#get_matrixclientv3roomsroomidaliases'",
        'params: Type.Object({ roomId: RoomIdString })',
        'query: Type.Object({ since: Type.Optional(Type.String()) })',
        'response: Type.Object({ aliases: Type.Array(Type.String()) })',
      ]) {
        expect(definition).toContain(line);
      }
      expect(readText(tree, 'libs/matrix-api/src/index.ts')).toContain("'./client-server/get-room-aliases.js'");
      expect(endpoints()).toContain('@Inject(clientOf(RoomServiceDefinition)) private readonly room: ServiceClient');
      expect(endpoints()).toContain(
        'const answer = await this.room.listAliases({ roomId: params.roomId, requester: requester.userId, ' +
          '...(query.since !== undefined && { since: query.since }) });',
      );
      expect(readText(tree, 'apps/media/src/manifest.ts')).toContain('calls: [roomContract]');
      const calls = (): string[] =>
        ['room', 'auth'].map((each) => readText(tree, `libs/contracts/src/calls/${each}-contract.ts`));
      expect(calls()[0]).toContain(
        "listAliases: { ...hot, callers: ['sync', 'media'] }, putAlias: { ...once, callers: ['sync'] }",
      );
      expect(calls()[1]).toContain("callers: ['auth', 'media']");
      removeService(tree, { name: 'media' });
      expect(calls().join('')).not.toContain('media');
    });

    it('with a body, and without an answer; the service already asks there', () => {
      endpoint(tree, ASKED);
      const path = '/_chappe/media/aliases/{alias}';
      endpoint(tree, { ...ASKED, name: 'put-alias', method: 'PUT', path, call: 'room/PutAlias' });
      const definition = readText(tree, 'libs/services/media/src/questions/put-alias.ts');
      expect(definition).toContain('body: Type.Object({ order: Type.Integer() })');
      expect(definition).toContain('response: EmptyAnswer');
      expect(endpoints()).toContain('await this.room.putAlias({ alias: params.alias, order: body.order });');
      expect(endpoints().match(/clientOf\(/g)).toHaveLength(1);
      expect(readText(tree, 'apps/media/src/manifest.ts').match(/roomContract/g)).toHaveLength(2);
    });

    it.each([
      [{ call: 'room/Nothing' }, /no call room\/Nothing/],
      [{ call: 'room/GetEvent', path: '/_chappe/x' }, /"StoredEvent event = 1": such an endpoint is written by hand/],
      [{ path: '/_chappe/{user}' }, /no field for the parameter user/],
      [{ call: 'room/PutAlias', path: '/_chappe/{alias}' }, /order is no text/],
    ])('and refuse to guess: %o', (options, reason) => {
      expect(() => endpoint(tree, { ...ASKED, ...options })).toThrow(reason);
    });
  });

  describe('make a topic', () => {
    const FORECAST: TopicOptions = { name: 'forecast', service: 'media', key: 'room', stored: true };
    const READING: TopicOptions = { name: 'air-reading', service: 'media', key: 'user', stored: false };
    const contracts = (path: string): string => readText(tree, `libs/contracts/${path}`);
    const manifest = (): string => readText(tree, 'apps/media/src/manifest.ts');
    beforeEach(() => void service(tree, { name: 'media' }));

    it('that is a log, with a kind, its message, tables and a writer', () => {
      topic(tree, FORECAST);
      const definition = contracts('src/topics/forecast-log.ts');
      for (const line of ["'forecast.events.v1'", "owner: 'media'", "schema: 'media'", "key: 'room'"]) {
        expect(definition).toContain(line);
      }
      expect(definition).toContain('forecast: entryKind(1, ForecastEntry)');
      expect(contracts('grpc/log/v1/forecast_log.proto')).toContain('package log.v1;\n\nmessage ForecastEntry {');
      expect(contracts('src/index.ts')).toBe(
        CONTRACTS.replace(
          "export * from './topics/topic.js';\n",
          `export { ForecastEntry } from './gen/log/v1/forecast_log.js';
export * from './topics/topic.js';
export * from './topics/forecast-log.js';
`,
        ),
      );
      expect(contracts('src/topics/topics.ts')).toContain('Topic[] = [roomLog, forecastLog];');
      const [migrated = ''] = paths().filter(
        (path) => path.endsWith('-forecast-log.ts') && path.includes('migrations'),
      );
      expect(readText(tree, migrated)).toContain("sql: logTablesSql('media'),");
      expect(readText(tree, 'libs/services/media/package.json')).toContain('@chappe/event-log');
      expect(manifest()).toContain('writes: [forecastLog]');
    });

    it('that is stored nowhere, beside another', () => {
      topic(tree, FORECAST);
      topic(tree, READING);
      const definition = contracts('src/topics/air-reading-topic.ts');
      expect(definition).toContain("name: 'transient.air-reading.v1'");
      expect(definition).toContain('keyOf: ({ userId }) => userId');
      expect(contracts('grpc/transient/v1/air_reading.proto')).toContain('message AirReading {\n  string user_id = 1;');
      expect(contracts('src/topics/topics.ts')).toContain('TransientTopic[] = [typingTopic, airReadingTopic];');
      expect(manifest()).toContain('writes: [forecastLog, airReadingTopic]');
    });

    it('that goes with its service', () => {
      topic(tree, FORECAST);
      topic(tree, READING);
      removeService(tree, { name: 'media' });
      expect(contracts('src/index.ts')).toBe(CONTRACTS);
      expect(contracts('src/topics/topics.ts')).toBe(TOPICS);
      expect(paths().filter((path) => /forecast|air.reading/.test(path))).toEqual([]);
    });

    it.each([
      [{ name: 'rain' }, /the schema media has a log already/],
      [{ name: 'forecast', stored: false }, /a message Forecast already/],
      [{ name: 'typing', stored: false }, /a message Typing already/],
      [{ service: 'auth', name: 'rain' }, /auth has no schema/],
      [{ service: 'auth', name: 'rain', stored: false }, /apps\/auth\/src\/manifest.ts is not there/],
    ])('and refuse one of which something is there, or its service is not: %o', (options, reason) => {
      topic(tree, FORECAST);
      topic(tree, { ...READING, name: 'forecast' });
      expect(() => topic(tree, { ...FORECAST, ...options })).toThrow(reason);
    });
  });

  it('give a decision the next number', () => {
    decision(tree, { name: 'media-by-content', title: 'media is stored by content' });
    const text = readText(tree, 'docs/decisions/0010-media-by-content.md');
    expect(text).toMatch(/^# 0010: media is stored by content\n\nDate: \d{4}-\d\d-\d\d\. Status: in force\.\n$/);
  });
});

describe('namesOf', () => {
  it('spells a name for folders, values, classes and tables', () => {
    expect(namesOf('key-backups')).toEqual({
      kebab: 'key-backups',
      camel: 'keyBackups',
      pascal: 'KeyBackups',
      snake: 'key_backups',
    });
  });
});
