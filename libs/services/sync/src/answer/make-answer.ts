import { encodeSyncToken, type KeyCounts, type SyncToken } from '@chappe/contracts';
import type { AnswerContext } from './answer-context.js';
import { answerRooms, type RoomAnswers } from './answer-rooms.js';
import { deviceListChanges, type DeviceListChanges } from './device-list-changes.js';
import { planRooms } from './plan-rooms.js';

/** The answer to a `/sync` request. */
export interface Answer {
  /** The body. */
  readonly json: string;
  readonly nextBatch: SyncToken;
  readonly nextBatchText: string;
  /** Nothing happened: a client that can wait shall wait. */
  readonly isEmpty: boolean;
  /** Nothing up to the target is kept for the next answer. */
  readonly isComplete: boolean;
}

interface Sections {
  readonly rooms: RoomAnswers;
  readonly accountData: readonly string[];
  readonly toDevice: readonly string[];
  readonly deviceLists: DeviceListChanges | undefined;
  readonly keyCounts: KeyCounts;
}

/** Makes the answer for one moment: everything that changed after the client's token and not after the target. */
export async function makeAnswer(context: AnswerContext): Promise<Answer> {
  const { request, target, device, views, user } = context;
  const { since } = request;
  // What must belong to the same moment is taken before the first wait.
  const waiting = device.messagesBetween(since?.user ?? 0, target.user);
  const accountData = globalAccountData(context);
  const { keyCounts, keyCountsPosition } = device;
  const planned = planRooms(context);
  const rooms = await answerRooms(context, planned);
  const span = since && { from: since, to: target };
  const deviceLists = span && (await deviceListChanges(views, user, span));
  const nextBatch: SyncToken = {
    room: target.room,
    user: waiting.upTo,
    typing: target.typing,
    instance: views.ports.instance,
  };
  const toDevice = waiting.messages.map((message) => message.event.toString());
  const sections: Sections = { rooms, accountData, toDevice, deviceLists, keyCounts };
  const hasNewCounts = since !== undefined && keyCountsPosition > since.user && keyCountsPosition <= target.user;
  const isEmpty = since !== undefined && !hasNewCounts && !hasContent(sections);
  const nextBatchText = encodeSyncToken(nextBatch);
  const isComplete = waiting.upTo === target.user;
  return { json: render(nextBatchText, sections), nextBatch, nextBatchText, isEmpty, isComplete };
}

function globalAccountData({ request, user, target }: AnswerContext): string[] {
  return user.accountData.changes
    .between(request.since?.user ?? -1, target.user)
    .filter((datum) => datum.roomId === '' && request.filter.wantsAccountData(datum.type, ''))
    .map((datum) => datum.json);
}

function hasContent({ rooms, accountData, toDevice, deviceLists }: Sections): boolean {
  const ofRooms = rooms.join.length + rooms.invite.length + rooms.knock.length + rooms.leave.length;
  const ofDevices = (deviceLists?.changed.length ?? 0) + (deviceLists?.left.length ?? 0);
  return ofRooms + ofDevices + accountData.length + toDevice.length > 0;
}

function render(nextBatch: string, sections: Sections): string {
  const { rooms, accountData, toDevice, deviceLists, keyCounts } = sections;
  const lists = deviceLists ? `"device_lists":${JSON.stringify(deviceLists)},` : '';
  const unused = JSON.stringify(keyCounts.unusedFallbackKeyTypes);
  return (
    `{"next_batch":"${nextBatch}","account_data":{"events":[${accountData.join(',')}]},` +
    `"to_device":{"events":[${toDevice.join(',')}]},${lists}` +
    `"device_one_time_keys_count":${renderCounts(keyCounts)},"device_unused_fallback_key_types":${unused},` +
    `"org.matrix.msc2732.device_unused_fallback_key_types":${unused},` +
    `"rooms":{"join":{${rooms.join.join(',')}},"invite":{${rooms.invite.join(',')}},` +
    `"knock":{${rooms.knock.join(',')}},"leave":{${rooms.leave.join(',')}}}}`
  );
}

/** A client that sees no count does not upload new keys: zero is told for the algorithm that everyone uses. */
function renderCounts({ oneTimeKeys }: KeyCounts): string {
  return JSON.stringify(
    oneTimeKeys['signed_curve25519'] === undefined ? { signed_curve25519: 0, ...oneTimeKeys } : oneTimeKeys,
  );
}
