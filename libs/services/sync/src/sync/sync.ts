import { Injectable } from '@nestjs/common';
import { encodeSyncToken, partitionOf, type SyncToken } from '@chappe/contracts';
import { MatrixError } from '@chappe/matrix-api';
import { heapShare } from '@chappe/runtime';
import type { Span } from '@chappe/telemetry';
import { AnswerBytes } from '../select/answer-bytes.js';
import { MemberMemories, type MemberMemory } from '../select/member-memory.js';
import { selectChanges } from '../select/select-changes.js';
import { beginSelection, type SelectionParts, type LostPart, type SyncQuestion } from '../select/selection.js';
import type { DeltaWriter } from '../select/sync-delta.js';
import { ANSWERS_HEAP_PART, REQUESTS_PER_USER_MAX, REQUESTS_RETRY_MS } from '../sync.limits.js';
import { SyncTelemetry, type TokenOutcome } from '../sync.telemetry.js';
import { DeviceView } from '../views/users/device-view.js';
import { SyncViews } from '../views/sync-views.js';
import type { UserView } from '../views/users/user-view.js';
import type { Views } from '../views/views.js';
import { catchUp, catchUpToNow, catchUpUser } from './catch-up.js';
import { judgeToken } from './judge-token.js';

/** One long poll. */
export interface SyncRequest extends SyncQuestion {
  /** The token as the client sent it. */
  readonly sinceText: string | undefined;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
  /** Begins a body, as of a moment. */
  readonly newAnswer: (nowMs: number) => DeltaWriter;
  /** From being woken by a traced entry to the answer; set here. */
  woken?: Span | undefined;
}

/** Where the answer begins. */
interface KnownStart {
  /** What is true of the client's token; undefined without one. */
  readonly since: SyncToken | undefined;
  readonly lost: LostPart | undefined;
  /** The position of the user's log up to which to-device messages are confirmed. */
  readonly confirmed: number | undefined;
}

interface Answer {
  readonly json: string;
  readonly nextBatchText: string;
  readonly isEmpty: boolean;
}

/**
 * Answers long polls, in whatever form they are written: at once when there is news, otherwise when there is some or
 * the time is over.
 */
@Injectable()
export class Sync {
  readonly #memories = new MemberMemories();
  readonly #answers = new AnswerBytes(heapShare(ANSWERS_HEAP_PART));

  constructor(
    private readonly syncViews: SyncViews,
    private readonly telemetry: SyncTelemetry,
  ) {}

  /**
   * @throws MatrixError M_LIMIT_EXCEEDED for a user with more than {@link REQUESTS_PER_USER_MAX} requests open, 503 for
   * a first answer while too much is being written
   */
  async answer(request: SyncRequest): Promise<string> {
    const views = this.syncViews.current;
    const asked = { ...request, ...(await this.#judge(views, request)) };
    const memory = this.#memoryOf(request);
    memory?.begin(request.sinceText);
    const share = this.#answers.begin(request.since === undefined);
    let answer: Answer;
    try {
      answer = await this.#waitForNews(views, asked, { memory, share });
    } finally {
      share.end();
      asked.woken?.end();
    }
    if (memory) this.#memories.finish(memory, answer.nextBatchText);
    this.telemetry.answered(answer.isEmpty ? 'empty' : request.since ? 'incremental' : 'initial');
    return answer.json;
  }

  /** What of the client's token is true, taken in here. */
  async #judge(views: Views, { userId, since }: SyncRequest): Promise<KnownStart> {
    const userPartition = partitionOf(userId, views.partitionCount);
    if (!since) {
      await catchUpToNow(views, userPartition);
      return { since, lost: undefined, confirmed: undefined };
    }
    const report = (outcome: TokenOutcome): void => this.telemetry.tokenJudged(outcome);
    const { token, lost, confirmed } = await judgeToken(views, since, { userPartition, report });
    await catchUp(views, token, userPartition);
    return { since: token, lost, confirmed };
  }

  async #waitForNews(
    views: Views,
    request: SyncRequest & KnownStart,
    held: Pick<SelectionParts, 'memory' | 'share'>,
  ): Promise<Answer> {
    const { clock } = views.ports;
    const endMs = clock.monotonicMs() + (request.fullState ? 0 : request.timeoutMs);
    let { since, lost, confirmed, sinceText } = request;
    for (;;) {
      const user = await views.users.view(request.userId);
      enter(user);
      try {
        const device = await readyDevice(views, user, { deviceId: request.deviceId, confirmed });
        const { version } = user;
        const mayWait = (): boolean => clock.monotonicMs() < endMs && !views.isClosed && !request.signal.aborted;
        if (!device.isQuietSince(sinceText, version) || !mayWait()) {
          const writer = request.newAnswer(clock.nowMs());
          const parts = { ...held, user, device, signal: request.signal };
          const delta = await selectChanges(beginSelection(views, { ...request, since, lost }, parts), writer);
          const nextBatchText = encodeSyncToken(delta.nextBatch);
          if (delta.isComplete) device.answered(nextBatchText, version);
          const { isEmpty } = delta;
          if (!isEmpty || !mayWait()) return { json: writer.end(delta, nextBatchText), nextBatchText, isEmpty };
          // An answer without news is as good as none: the next one begins where it ends.
          since = delta.nextBatch;
          lost = undefined;
          confirmed = since.user;
          sinceText = nextBatchText;
        }
        const leftMs = endMs - clock.monotonicMs();
        if (user.version === version) await this.#sleep(views, user, { leftMs, request });
      } finally {
        user.requests--;
      }
    }
  }

  async #sleep(views: Views, user: UserView, wait: { leftMs: number; request: SyncRequest }): Promise<void> {
    const { leftMs, request } = wait;
    request.woken?.end();
    this.telemetry.sleepBegins();
    const cause = await views.sleep(user, leftMs, request.signal);
    this.telemetry.sleepEnds();
    request.woken = cause && this.telemetry.pollWoken(cause, user.userId);
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
