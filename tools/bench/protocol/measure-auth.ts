import { checkAuth, type Pdu, selectAuthEvents, type StateLookup } from '@chappe/events';
import { cpuMs, middle } from './cpu-time.ts';
import { FOUNDER, GeneratedRoom, memberId, type NewEvent } from './generated-room.ts';

/** What authorising one event took, in µs of CPU. */
export interface AuthFigures {
  readonly event: string;
  readonly version: string;
  readonly members: number;
  /** Selecting its auth events and judging it by the state: the middle one of several runs, the least, the most. */
  readonly cpuUs: readonly [middle: number, least: number, most: number];
}

const TIMES = 20_000;
const NEWCOMER = '@new:z.example';
const MESSAGE = { msgtype: 'm.text', body: 'Bonjour' };

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
  const pdu = (event: NewEvent) => room.put(event, []).pdu;
  const member = (sender: string, stateKey: string, membership: string) =>
    pdu({ type: 'm.room.member', sender, stateKey, content: { membership } });
  const users = Object.fromEntries(Array.from({ length: 200 }, (_, n) => [memberId(n + 1), 50]));
  const levels = { type: 'm.room.power_levels', sender: FOUNDER, stateKey: '', content: room.trunk.levels(users) };
  return [
    { name: 'message', pdu: messageOf(pdu({ type: 'm.room.message', sender: last, stateKey: '', content: MESSAGE })) },
    { name: 'join', pdu: member(NEWCOMER, NEWCOMER, 'join') },
    { name: 'ban', pdu: member(FOUNDER, last, 'ban') },
    { name: 'power levels, 200 users', pdu: pdu(levels) },
  ];
}

function messageOf(pdu: Pdu): Pdu {
  const message: Record<string, unknown> = { ...pdu };
  delete message['state_key'];
  return message as Pdu;
}
