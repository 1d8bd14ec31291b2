import { Injectable } from '@nestjs/common';
import { canonicalJson, type JsonObject } from '@chappe/crypto';
import { MatrixError } from '@chappe/matrix-api';
import type { RoomHead } from '../heads/room-head.js';
import { RoomWriter } from './room-writer.js';

/** That the user has not the power, or the levels no room for what is to be added. */
const IMPOSSIBLE: readonly string[] = ['M_FORBIDDEN', 'M_TOO_LARGE'];

/** A change of the state in force, with an empty state key. */
export interface StateChange {
  readonly sender: string;
  readonly type: string;
  /** Makes the new content; the same means no change. */
  readonly change: (content: JsonObject) => JsonObject;
}

/** Changes what is said already, where that only accompanies what a user wanted. */
@Injectable()
export class StandingState {
  constructor(private readonly writer: RoomWriter) {}

  /** Answers when it is durable. Nothing is done, nor refused, where the room's rules do not let the sender. */
  async changeIfPossible(head: RoomHead, { sender, type, change }: StateChange): Promise<void> {
    const standing = head.state(type, '')?.pdu.content;
    const content = standing && change(standing);
    if (!content || canonicalJson(content) === canonicalJson(standing)) return;
    try {
      const { committed } = await this.writer.append(head, { type, sender, stateKey: '', content });
      await committed;
    } catch (error) {
      if (!(error instanceof MatrixError) || !IMPOSSIBLE.includes(error.errcode)) throw error;
    }
  }
}
