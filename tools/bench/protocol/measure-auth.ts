import type { JsonObject } from '@chappe/crypto';
import { checkAuth, type Pdu, selectAuthEvents, type StateLookup } from '@chappe/events';
import { cpuMs, middle } from './cpu-time.ts';
import { FOUNDER, GeneratedRoom, memberId } from './generated-room.ts';

/** What authorising one event took, in µs of CPU. */
export interface AuthFigures {
  readonly event: string;
  readonly version: string;
  readonly members: number;
  /** Selecting its auth events and judging it by the state: the middle one of several runs, the least, the most. */
  readonly cpuUs: readonly [middle: number, least: number, most: number];
}

const TIMES = 20_000;

interface Example {
  readonly name: string;
  readonly pdu: Pdu;
}

/** Authorises events of several kinds in a room of the version. */
export function measureAuth(version: string, members: number, repeat: number): AuthFigures[] {
  const room = new GeneratedRoom(version, members);
  const state: StateLookup = (type, stateKey) => {
    const eventId = room.trunk.at(type, stateKey);
    return eventId === undefined ? undefined : room.events.get(eventId)?.pdu;
  };
  return examplesOf(room, members).map(({ name, pdu }) => {
    const runs = Array.from({ length: repeat }, () => cpuMs(() => judgeManyTimes(pdu, state, room)));
    const us = middle(runs.map((ms) => (ms * 1_000) / TIMES));
    return { event: name, version, members, cpuUs: us };
  });
}

function judgeManyTimes(pdu: Pdu, state: StateLookup, { rules }: GeneratedRoom): void {
  const { type, sender, content, state_key: stateKey } = pdu;
  const event = { type, sender, content, ...(stateKey !== undefined && { stateKey }) };
  for (let n = 0; n < TIMES; n += 1) {
    selectAuthEvents(event, rules);
    const verdict = checkAuth(pdu, state, rules);
    if (!verdict.allowed) throw new Error(`the example is refused: ${verdict.reason}`);
  }
}

function examplesOf(room: GeneratedRoom, members: number): Example[] {
  const last = memberId(members - 1);
  const state = (type: string, sender: string, stateKey: string, content: JsonObject) =>
    room.put({ type, sender, stateKey, content }, []).pdu;
  const users = Object.fromEntries(Array.from({ length: 200 }, (_, n) => [memberId(n + 1), 50]));
  const { state_key: _, ...message } = state('m.room.message', last, '', { msgtype: 'm.text', body: 'Bonjour' });
  return [
    { name: 'message', pdu: message as Pdu },
    { name: 'join', pdu: state('m.room.member', '@new:z.example', '@new:z.example', { membership: 'join' }) },
    { name: 'ban', pdu: state('m.room.member', FOUNDER, last, { membership: 'ban' }) },
    { name: 'power levels, 200 users', pdu: state('m.room.power_levels', FOUNDER, '', room.trunk.levels(users)) },
  ];
}
