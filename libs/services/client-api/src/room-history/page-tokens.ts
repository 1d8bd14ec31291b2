import { Inject, Injectable } from '@nestjs/common';
import {
  decodeSyncToken,
  decodeTimelinePoint,
  encodeTimelinePoint,
  partitionOf,
  type TimelinePoint,
} from '@chappe/contracts';
import { EVENT_LOG, type EventLog } from '@chappe/event-log';
import type { RoomId } from '@chappe/events';
import { MatrixError } from '@chappe/matrix-api';

/** Where in a room a token stands: at a point of its history, or at a position of its partition's log. */
export type TokenPosition =
  | { readonly point: TimelinePoint; readonly position?: undefined }
  | { readonly point?: undefined; readonly position: number };

/** What a token is read for. */
export interface TokenQuestion {
  readonly roomId: RoomId;
  /** Of the query parameter, for the refusal. */
  readonly name: string;
  /** The events before it are asked for. */
  readonly isBackward?: boolean;
}

/**
 * The pagination tokens of requests about one room: of `/sync` (`next_batch`) and of room history (`prev_batch`,
 * `start`, `end`).
 */
@Injectable()
export class PageTokens {
  constructor(@Inject(EVENT_LOG) private readonly eventLog: Pick<EventLog, 'partitionCount' | 'generations'>) {}

  /**
   * Reads a token of either kind; undefined for the absent one, and for one of a generation that nobody remembers. What
   * is lost of a generation that ended is left out: its token stands where the rest ends. Going back, a point of
   * history is as good as before: what is left of it lies below its depth.
   * @throws MatrixError M_INVALID_PARAM for what is no token of this server
   */
  async read(text: string | undefined, question: TokenQuestion): Promise<TokenPosition | undefined> {
    if (text === undefined) return undefined;
    const { generation, partition, position, point } = this.#parse(text, question);
    const survivors = await this.eventLog.generations.find(generation);
    const end = survivors === null ? position : (survivors?.room[partition] ?? 0);
    if (position <= end || (point && question.isBackward)) return point ? { point } : { position };
    return survivors ? { position: end } : undefined;
  }

  /**
   * The position of the room's partition at which a token stands; for a point of history that of the event before it.
   * @throws MatrixError as {@link read}
   */
  async positionOf(text: string | undefined, question: TokenQuestion): Promise<number | undefined> {
    const place = await this.read(text, question);
    return place?.point?.position ?? place?.position;
  }

  /** @param generation that was current before the point was asked for */
  write({ depth, position }: TimelinePoint, generation: number): string {
    return encodeTimelinePoint({ generation, depth, position });
  }

  /** Of what is asked for from now on. */
  get generation(): number {
    return this.eventLog.generations.current;
  }

  #parse(text: string, { roomId, name }: TokenQuestion) {
    const { partitionCount } = this.eventLog;
    const partition = partitionOf(roomId, partitionCount);
    const point = decodeTimelinePoint(text);
    if (point) {
      const { generation, depth, position } = point;
      return { generation, partition, position, point: { depth, position } };
    }
    const token = decodeSyncToken(text, partitionCount);
    const position = token?.room[partition];
    if (!token || position === undefined) throw MatrixError.invalidParam(`'${name}' is not a token of this server`);
    return { generation: token.generation, partition, position };
  }
}
