import {
  joinRuleOf,
  listState,
  membershipOf,
  powerLevels,
  serverNameOf,
  type Membership,
  type Pdu,
  type PowerLevels,
  type StateLookup,
  type UserId,
} from '@chappe/events';
import type { SimulatedServer } from './simulated-server.js';

/** The room's current state as a server has it on disk. */
export interface RoomView {
  readonly lookup: StateLookup;
  readonly levels: PowerLevels;
  readonly joinRule: string;
  /** User IDs with their membership, in order. */
  readonly members: ReadonlyMap<string, Membership>;
  /** Servers with joined users. */
  readonly servers: ReadonlySet<string>;
}

/** Looks at the room through a server; `undefined` when it does not know the room. */
export function viewRoom({ store, world }: SimulatedServer): RoomView | undefined {
  if (store.room === undefined) return undefined;
  const state = new Map<string, Pdu>();
  for (const { slot, eventId } of listState(store.room.currentState, store.nodes)) {
    const event = store.events.get(eventId);
    if (event !== undefined) state.set(`${slot.type} ${slot.stateKey}`, event.pdu);
  }
  const lookup: StateLookup = (type, stateKey) => state.get(`${type} ${stateKey}`);
  const memberEvents = [...state.values()].filter((pdu) => pdu.type === 'm.room.member');
  const members = new Map(
    memberEvents
      .map((pdu) => [pdu.state_key ?? '', membershipOf(pdu)] as const)
      .sort(([left], [right]) => (left < right ? -1 : 1)),
  );
  const joined = [...members].filter(([, membership]) => membership === 'join');
  return {
    lookup,
    levels: powerLevels(lookup, world.rules),
    joinRule: joinRuleOf(lookup('m.room.join_rules', '')),
    members,
    servers: new Set(joined.map(([userId]) => serverNameOf(userId as UserId))),
  };
}
