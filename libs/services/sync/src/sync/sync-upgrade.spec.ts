import { describe, expect, it } from 'vitest';
import { ReceiptEntry, roomLog, type EntryKind } from '@chappe/contracts';
import { ModelReplica } from '../fixtures/model-replica.js';
import { ModelServer } from '../fixtures/model-server.js';

const ALICE = '@alice:x';
const ROOM = '!one:x';

/** Of a release that is not written yet: nobody knows what its bytes mean. */
const LATER: EntryKind<ReceiptEntry> = { id: 99, codec: ReceiptEntry };

describe('GET /sync during an upgrade', () => {
  it('passes over entries of kinds that it does not know', async () => {
    const server = new ModelServer();
    server.create(ROOM, ALICE);
    const replica = await ModelReplica.start(server);
    replica.deliver();
    const { next_batch: since } = await replica.sync({ userId: ALICE });
    const partition = replica.views.rooms.find(ROOM)?.partition ?? 0;
    const receipt = { userId: ALICE, receiptType: 'm.read', eventId: '$e', threadId: '', timestampMs: 1 };
    server.log.append(roomLog, { partition, key: ROOM }, [LATER, ReceiptEntry.fromPartial(receipt)]);
    const event = server.message(ROOM, ALICE);
    replica.deliver();
    expect(replica.failures).toEqual([]);
    const { timeline } = (await replica.sync({ userId: ALICE, since })).rooms.join[ROOM] ?? {};
    expect(timeline?.events.map((each) => each.event_id)).toEqual([event.eventId]);
  });
});
