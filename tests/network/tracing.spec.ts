import {
  bodiesOf,
  createRoom,
  registerClient,
  roomPath,
  sendMessage,
  startServer,
  SyncSession,
  type TestClient,
  testForm,
  type TestServer,
} from '@chappe/testing';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { type CollectedSpan, OtlpCollector } from './fixtures/otlp-collector.js';

/** Sent once a second; a busy machine takes its time. */
const ARRIVAL_MS_MAX = 15_000;
/**
 * A replica may learn of an entry from the tables before Kafka brings it, above all just after the start: the trace
 * ends at the commit then, and the next send is looked at.
 */
const SENDS_MAX = 10;
const WHOLE_MS_MAX = 5_000;
const TEXT = 'nobody but the room shall read this';

const SEND_ROUTE = '/_matrix/client/v3/rooms/:roomId/send/:eventType/:txnId';
const CALL = 'room.v1.RoomService/SendEvent';
const HERE = 'chappe';

/** The way of a send as `process: span`, in each form. */
const ALL_IN_ONE = [
  `${HERE}: PUT ${SEND_ROUTE}`,
  `${HERE}: room write`,
  `${HERE}: room group commit`,
  `${HERE}: apply room.events.v1`,
  `${HERE}: woken poll`,
];
const WRITTEN = [
  `chappe-client-api: PUT ${SEND_ROUTE}`,
  `chappe-client-api: ${CALL}`,
  `chappe-room: ${CALL}`,
  'chappe-room: room write',
  'chappe-room: room group commit',
];
const READ = ['chappe-room: publish room.events.v1', 'chappe-sync: apply room.events.v1', 'chappe-sync: woken poll'];

function wayOfSend(): readonly string[] {
  if (testForm() === 'all-in-one') return ALL_IN_ONE;
  // Without Kafka, entries reach other processes through the tables, which keep no trace.
  return inject('kafkaBrokers').length === 0 ? WRITTEN : [...WRITTEN, ...READ];
}

describe('a server that traces every request', () => {
  let collector: OtlpCollector;
  let server: TestServer;
  let alice: TestClient;
  let roomId: string;

  beforeAll(async () => {
    collector = await OtlpCollector.start();
    const settings = { CHAPPE_TRACING_ENDPOINT: collector.endpoint, CHAPPE_TRACING_SAMPLE_RATIO: '1' } as const;
    server = await startServer({ settings });
    alice = await registerClient(server.baseUrl, 'alice');
    roomId = await createRoom(alice);
  });
  afterAll(async () => {
    await server?.remove();
    await collector?.close();
  });

  const stepsOf = (spans: readonly CollectedSpan[]) => spans.map(({ service, name }) => `${service}: ${name}`);

  /** The trace of the request that sent an event. */
  function traceOf(eventId: string): CollectedSpan[] {
    const write = collector.spans.find(
      ({ name, attributes }) => name === 'room write' && JSON.stringify(attributes).includes(eventId),
    );
    return collector.trace(write?.traceId);
  }

  /** Sends while a long poll waits. @returns the event's trace when all of it has arrived */
  async function sendToWaiting(session: SyncSession): Promise<CollectedSpan[]> {
    await session.caughtUp();
    const waiting = session.next(20_000);
    // The poll sleeps by then, or nothing is woken and the next send tries again.
    await new Promise((resolve) => setTimeout(resolve, 500));
    const eventId = await sendMessage(alice, roomId, TEXT);
    expect(bodiesOf((await waiting).rooms?.join?.[roomId]?.timeline?.events)).toEqual([TEXT]);
    const isWhole = (): boolean => wayOfSend().every((step) => stepsOf(traceOf(eventId)).includes(step));
    await expect.poll(isWhole, { timeout: WHOLE_MS_MAX, interval: 100 }).toBe(true);
    return traceOf(eventId);
  }

  async function followSend(): Promise<CollectedSpan[]> {
    const session = new SyncSession(alice);
    await session.next();
    let failure: unknown;
    for (let attempt = 0; attempt < SENDS_MAX; attempt++) {
      try {
        return await sendToWaiting(session);
      } catch (error) {
        failure = error;
      }
    }
    throw failure;
  }

  it('shows a send from the client through the commit to the long poll that it wakes, by one trace ID', async () => {
    const spans = await followSend();
    expect(stepsOf(spans)).toEqual(expect.arrayContaining([...wayOfSend()]));
    const [root, ...others] = spans.filter(({ parentSpanId }) => !parentSpanId);
    expect([root?.name, others]).toEqual([`PUT ${SEND_ROUTE}`, []]);
    expect(root?.attributes).toMatchObject({
      'http.response.status_code': 200,
      'matrix.room_id': roomId,
      'matrix.user_id': alice.userId,
    });
    const ids = new Set(spans.map(({ spanId }) => spanId));
    for (const { parentSpanId } of spans) if (parentSpanId) expect(ids).toContain(parentSpanId);
  });

  it('joins sends that were committed together with their commit, by links both ways', async () => {
    const texts = Array.from({ length: 40 }, (_, index) => `${TEXT} ${index}`);
    const eventIds = await Promise.all(texts.map((text) => sendMessage(alice, roomId, text)));
    const commits = (): CollectedSpan[] => collector.spans.filter(({ name }) => name === 'room group commit');
    const isJoined = (eventId: string): boolean => {
      const write = traceOf(eventId).find(({ name }) => name === 'room write');
      const names = (commit: CollectedSpan): boolean =>
        commit.parentSpanId === write?.spanId ||
        (commit.links.some(({ spanId }) => spanId === write?.spanId) &&
          write?.links.some(({ spanId }) => spanId === commit.spanId) === true);
      return commits().filter(names).length === 1;
    };
    await expect.poll(() => eventIds.filter(isJoined).length, { timeout: ARRIVAL_MS_MAX }).toBe(eventIds.length);
    expect(Math.max(...commits().map(({ links }) => links.length))).toBeGreaterThan(0);
  });

  it('shows with a refusal its error code', async () => {
    const target = `PUT ${roomPath('!nowhere:localhost')}/send/m.room.message/1`;
    expect(await alice.refusal(target, { body: TEXT })).toMatchObject({ status: 403 });
    const refused = (): CollectedSpan | undefined =>
      collector.spans.find(({ attributes }) => attributes['matrix.room_id'] === '!nowhere:localhost');
    await expect
      .poll(() => refused()?.attributes, { timeout: ARRIVAL_MS_MAX })
      .toMatchObject({
        'matrix.errcode': 'M_FORBIDDEN',
        'http.response.status_code': 403,
      });
  });

  it('lets no client choose its trace ID', async () => {
    const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
    const headers = { traceparent: `00-${traceId}-00f067aa0ba902b7-01`, tracestate: 'evil=1' };
    const answer = await alice.send('GET /v3/account/whoami', { headers });
    expect([answer.status, answer.headers.has('traceparent'), answer.headers.has('tracestate')]).toEqual([
      200,
      false,
      false,
    ]);
    const linked = (): CollectedSpan[] =>
      collector.spans.filter(({ links }) => links.some((link) => link.traceId === traceId));
    await expect.poll(() => linked().length, { timeout: ARRIVAL_MS_MAX }).toBe(1);
    expect(collector.trace(traceId)).toEqual([]);
  });

  it('sends neither access tokens nor what people wrote', () => {
    const sent = collector.bodies.join('\n');
    expect(sent).toContain(roomId);
    for (const secret of [alice.session.accessToken, TEXT]) expect(sent).not.toContain(secret);
  });
});
