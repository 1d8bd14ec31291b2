import { userLogMigrations } from '@chappe/event-log';
import { connectPostgres } from '@chappe/postgres';
import { createTestDatabase, layCable } from '@chappe/testing';
import { expect, it } from 'vitest';
import { message, room } from '../fixtures/requests.js';
import { startRoom } from '../fixtures/start-room.js';
import { roomMigrations } from '../migrations/room-migrations.js';

const ALICE = '@alice:test.example';
/** Of one commit; the reads of the room that follow must not take as long again. */
const STATEMENT_MS_MAX = 3_000;

it('a room goes on over new connections when those that are open to the database went dead', async () => {
  const database = await createTestDatabase([userLogMigrations, roomMigrations]);
  const cable = await layCable(database.connection);
  const postgres = await connectPostgres({ ...cable.connection, statementTimeoutMs: STATEMENT_MS_MAX });
  const running = await startRoom(postgres);
  const { roomId } = await running.client.createRoom(room(ALICE));
  const send = (body: string) =>
    running.client.sendEvent(message(roomId, ALICE, { body, txnId: body }), { deadlineMs: 500 });
  const ids = [(await send('before')).eventId];
  cable.goDead();
  await expect
    .poll(() => send('after').then(({ eventId }) => ids.push(eventId)), { timeout: 20_000, interval: 100 })
    .toBe(2);
  const stored = await database.postgres.query<{ event_id: string }>({
    text: `SELECT event_id FROM room.events WHERE type = 'm.room.message' ORDER BY position`,
  });
  expect(stored.map((row) => row.event_id)).toEqual(ids);
  await running.stop();
  cable.remove();
  await postgres.close();
  await database.drop();
}, 60_000);
