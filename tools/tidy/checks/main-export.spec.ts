import { describe, expect, it } from 'vitest';
import { repositoryOf } from '../repository.ts';
import { mainExport } from './main-export.ts';

const run = (path: string, text: string) => mainExport.run(repositoryOf('/r', [{ path, text }]));

describe('main-export', () => {
  it.each([
    ['libs/a/src/create-room.ts', 'export async function createRoom() {}'],
    ['libs/a/src/rooms.rpcs.ts', 'export class RoomsRpcs {}'],
    ['libs/a/src/room-id.ts', 'export type RoomId = string;\nexport function parseRoomId() {}'],
    ['libs/a/src/json-value.ts', 'export interface JsonValue {}'],
    ['libs/a/src/several.ts', 'export const one = 1;\nexport const two = 2;'],
    ['libs/a/src/room.limits.ts', 'export const BYTES_MAX = 1;'],
    ['libs/a/src/client-server/aliases.ts', 'export const getAlias = defineEndpoint({});'],
    ['libs/a/src/a.spec.ts', 'export const other = 1;'],
  ])('lets %s pass', (path, text) => {
    expect(run(path, text)).toEqual([]);
  });

  it('finds a file whose one export has another name', () => {
    expect(run('libs/a/src/create-room.ts', 'export class Rooms {}')[0]?.message).toContain('Rooms');
    expect(run('libs/a/src/json.ts', 'export interface Value {}')).toHaveLength(1);
    expect(run('tools/a/json.ts', 'export const parse = 1;\nexport interface Other {}')).toHaveLength(1);
  });
});
