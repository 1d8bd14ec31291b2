import { Injectable } from '@nestjs/common';
import { partitionOf } from '@chappe/contracts';
import { MatrixError } from '@chappe/matrix-api';
import type { AnswerContext, AnswerRequest } from './answer-context.js';
import { catchUp, catchUpToNow, catchUpUser } from './catch-up.js';
import { makeAnswer, type Answer } from './make-answer.js';
import { MemberMemories, type MemberMemory } from './member-memory.js';
import { REQUESTS_PER_USER_MAX, REQUESTS_RETRY_MS } from '../sync.limits.js';
import { SyncTelemetry } from '../sync.telemetry.js';
import { DeviceView } from '../views/users/device-view.js';
import { SyncViews } from '../views/sync-views.js';
import type { UserView } from '../views/users/user-view.js';
import type { Views } from '../views/views.js';

/** One `/sync`. */
export interface SyncRequest extends AnswerRequest {
  /** The token as the client sent it. */
  readonly sinceText: string | undefined;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

/** Answers `/sync`: at once when there is news, otherwise when there is some or the time is over. */
@Injectable()
export class Sync {
  readonly #memories = new MemberMemories();

  constructor(
    private readonly syncViews: SyncViews,
    private readonly telemetry: SyncTelemetry,
  ) {}

  /** @throws MatrixError M_LIMIT_EXCEEDED for a user with more than {@link REQUESTS_PER_USER_MAX} requests open */
  async answer(request: SyncRequest): Promise<Answer> {
    const views = this.syncViews.current;
    const userPartition = partitionOf(request.userId, views.partitionCount);
    await (request.since ? catchUp(views, request.since, userPartition) : catchUpToNow(views, userPartition));
    const memory = this.#memoryOf(request);
    memory?.begin(request.sinceText);
    const answer = await this.#waitForNews(views, request, memory);
    if (memory) this.#memories.finish(memory, answer.nextBatchText);
    this.telemetry.answered(answer.isEmpty ? 'empty' : request.since ? 'incremental' : 'initial');
    return answer;
  }

  async #waitForNews(views: Views, request: SyncRequest, memory: MemberMemory | undefined): Promise<Answer> {
    const { clock } = views.ports;
    const endMs = clock.monotonicMs() + (request.fullState ? 0 : request.timeoutMs);
    let { since, sinceText } = request;
    for (;;) {
      const user = await views.users.view(request.userId);
      enter(user);
      try {
        const device = await readyDevice(views, user, { deviceId: request.deviceId, confirmed: since?.user });
        const { version } = user;
        const mayWait = (): boolean => clock.monotonicMs() < endMs && !views.isClosed && !request.signal.aborted;
        if (!device.isQuietSince(sinceText, version) || !mayWait()) {
          const answer = await makeAnswer(contextOf(views, { ...request, since }, { user, device, memory }));
          if (answer.isComplete) device.answered(answer.nextBatchText, version);
          if (!answer.isEmpty || !mayWait()) return answer;
          // An answer without news is as good as none: the next one begins where it ends.
          since = answer.nextBatch;
          sinceText = answer.nextBatchText;
        }
        const leftMs = endMs - clock.monotonicMs();
        if (user.version === version) await this.#sleep(views, user, { leftMs, signal: request.signal });
      } finally {
        user.requests--;
      }
    }
  }

  async #sleep(views: Views, user: UserView, wait: { leftMs: number; signal: AbortSignal }): Promise<void> {
    this.telemetry.sleepBegins();
    await views.sleep(user, wait.leftMs, wait.signal);
    this.telemetry.sleepEnds();
  }

  #memoryOf({ userId, deviceId, filter }: SyncRequest): MemberMemory | undefined {
    if (!filter.lazyLoadMembers || filter.includeRedundantMembers) return undefined;
    return this.#memories.of(`${userId} ${deviceId} ${filter.key}`);
  }
}

/** One more request of the user, unless there are too many. */
function enter(user: UserView): void {
  if (user.requests >= REQUESTS_PER_USER_MAX) throw MatrixError.limitExceeded(REQUESTS_RETRY_MS);
  user.requests++;
}

/** The moment as of which the answer is made: taken without a wait in between. */
function contextOf(
  views: Views,
  request: SyncRequest,
  parts: Pick<AnswerContext, 'user' | 'device' | 'memory'>,
): AnswerContext {
  const { roomApplied, userApplied, typing } = views;
  const target = { room: roomApplied.all(), user: userApplied.of(parts.user.partition), typing: typing.serial };
  return { request, views, ...parts, target, nowMs: views.ports.clock.nowMs(), signal: request.signal };
}

/** The device with its waiting messages, after what the token confirms was acknowledged. */
async function readyDevice(
  views: Views,
  user: UserView,
  { deviceId, confirmed }: { readonly deviceId: string; readonly confirmed: number | undefined },
): Promise<DeviceView> {
  let device = user.devices.get(deviceId);
  if (!device) user.devices.set(deviceId, (device = new DeviceView(user.userId, deviceId)));
  await device.prepare(confirmed, views.ports.userData);
  // What the device was loaded with may be ahead of what answers can name.
  await catchUpUser(views, user.partition, device.position);
  return device;
}
