import { isJsonObject, type JsonNumber, type JsonObject, type JsonValue } from '@chappe/crypto';
import type { GraphEdge, Pdu, PduInteger } from '@chappe/events';

type Member = JsonValue | undefined;

const isText = (value: Member): value is string => typeof value === 'string';
const isInteger = (value: Member): value is number | JsonNumber =>
  Number.isSafeInteger(value) ||
  (typeof value === 'object' && value !== null && 'isInteger' in value && !!value.isInteger);

/** A junk value as an event whose members have the types that the checks of the format grant, and no more. */
export function asPdu(value: Member): Pdu {
  const members: JsonObject = isJsonObject(value) ? value : {};
  const at = (key: string): Member => (Object.hasOwn(members, key) ? members[key] : undefined);
  const text = (key: string): string | undefined => (isText(at(key)) ? (at(key) as string) : undefined);
  const integer = (key: string): PduInteger => (isInteger(at(key)) ? (at(key) as PduInteger) : 1);
  const { room_id, state_key, event_id, redacts, ...others } = members;
  return {
    ...others,
    type: text('type') ?? 'm.room.message',
    sender: text('sender') ?? '@alice:a.example',
    content: isJsonObject(at('content')) ? (at('content') as JsonObject) : {},
    ...(isText(room_id) && { room_id }),
    ...(isText(state_key) && { state_key }),
    ...(isText(redacts) && { redacts }),
    event_id: isText(event_id) ? event_id : '$junk:a.example',
    origin_server_ts: integer('origin_server_ts'),
    depth: integer('depth'),
    prev_events: edges(at('prev_events')),
    auth_events: edges(at('auth_events')),
    hashes: hashes(at('hashes')),
    signatures: {},
  };
}

function edges(value: Member): GraphEdge[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((edge): GraphEdge[] => {
    if (isText(edge)) return [edge];
    return Array.isArray(edge) && isText(edge[0]) ? [[edge[0], hashes(edge[1])]] : [];
  });
}

function hashes(value: Member): { [algorithm: string]: string } {
  return isJsonObject(value)
    ? (Object.fromEntries(Object.entries(value).filter(([, hash]) => isText(hash))) as never)
    : {};
}
