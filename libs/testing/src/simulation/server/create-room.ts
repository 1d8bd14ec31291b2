import { buildEvent, changeState, EMPTY_STATE, type EventId, type RoomId } from '@chappe/events';
import type { JsonObject } from '@chappe/crypto';
import type { EventWish } from './draft-event.js';
import type { ServerContext } from './server-context.js';
import { sendEvent } from './send-event.js';
import { storeEvent } from './store-event.js';
import type { Task } from './task.js';

/** Creates a public room with its creator in it, where several levels of power exist. */
export function* createRoom(server: ServerContext, creator: string, moderators: readonly string[]): Task<void> {
  const { world } = server;
  yield* storeCreate(server, creator);
  const own = world.rules.creatorsHaveInfinitePower ? [] : [[creator, 100]];
  const levels = { users: Object.fromEntries([...own, ...moderators.map((userId) => [userId, 50])]) as JsonObject };
  const wishes: Omit<EventWish, 'sender'>[] = [
    { type: 'm.room.member', stateKey: creator, content: { membership: 'join' } },
    { type: 'm.room.power_levels', stateKey: '', content: levels },
    { type: 'm.room.join_rules', stateKey: '', content: { join_rule: 'public' } },
  ];
  for (const [index, wish] of wishes.entries()) {
    const outcome = yield* sendEvent(server, { wish: { ...wish, sender: creator }, txnId: `create ${index}` });
    if (outcome === 'refused') throw new Error(`The room's creator may not send ${wish.type}`);
  }
}

function* storeCreate(server: ServerContext, creator: string): Task<void> {
  const { rules } = server.world;
  const { roomIdIsCreateEventId, eventIds, creators } = rules;
  const event = buildEvent(
    {
      type: 'm.room.create',
      stateKey: '',
      sender: creator,
      content: { room_version: rules.version, ...(creators === 'content_creator' && { creator }) },
      originServerTs: server.nowMs(),
      depth: 1,
      prevEvents: [],
      authEvents: [],
      ...(!roomIdIsCreateEventId && { roomId: `!room:${server.name}` as RoomId }),
      ...(eventIds === 'member' && { eventId: server.newEventId() as EventId }),
    },
    server.signer,
  );
  const slot = { type: 'm.room.create', stateKey: '' };
  const { root } = changeState(EMPTY_STATE, [{ slot, eventId: event.eventId }], { get: () => undefined });
  const room = { roomId: event.roomId, createEventId: event.eventId, entries: 1 };
  const verdict = { rejectedByAuthEvents: false, softFailed: false };
  yield* storeEvent(
    server,
    { event, before: EMPTY_STATE, verdict, isHistory: true },
    { room: { ...room, forwardExtremities: [event.eventId], currentState: root }, timeline: [event.eventId] },
  );
}
