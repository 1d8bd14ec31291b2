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

/**
 * The pagination tokens of requests about one room: of `/sync` (`next_batch`) and of room history (`prev_batch`,
 * `start`, `end`).
 */
@Injectable()
export class PageTokens {
  constructor(@Inject(EVENT_LOG) private readonly eventLog: Pick<EventLog, 'partitionCount'>) {}

  /**
   * Reads a token of either kind; undefined for the absent one.
   * @param name of the query parameter, for the refusal
   * @throws MatrixError M_INVALID_PARAM for what is no token of this server
   */
  read(text: string | undefined, roomId: RoomId, name: string): TokenPosition | undefined {
    if (text === undefined) return undefined;
    const point = decodeTimelinePoint(text);
    if (point) return { point };
    const { partitionCount } = this.eventLog;
    const position = decodeSyncToken(text, partitionCount)?.room[partitionOf(roomId, partitionCount)];
    if (position === undefined) throw MatrixError.invalidParam(`'${name}' is not a token of this server`);
    return { position };
  }

  /**
   * The position of the room's partition at which a token stands; for a point of history that of the event before it.
   * @throws MatrixError as {@link read}
   */
  positionOf(text: string | undefined, roomId: RoomId, name: string): number | undefined {
    const place = this.read(text, roomId, name);
    return place?.point?.position ?? place?.position;
  }

  write(point: TimelinePoint): string {
    return encodeTimelinePoint(point);
  }
}
