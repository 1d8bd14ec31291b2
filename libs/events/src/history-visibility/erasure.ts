/** What of an event decides whether an erasure of its sender concerns a reader. */
export interface ErasableEvent {
  readonly type: string;
  /** Undefined: not a state event. */
  readonly stateKey: string | undefined;
}

/**
 * Whether the erasure of an event's sender takes anything from it for a reader who joined later
 * (client-server-api/#post_matrixclientv3accountdeactivate). State says what the room is, not what somebody said, and
 * clients rely on it: that the room is encrypted, who may do what. So only member events are concerned, and not those
 * of the reader, who was told of them at the time.
 */
export function isErasableFor({ type, stateKey }: ErasableEvent, readerId: string): boolean {
  return stateKey === undefined || (type === 'm.room.member' && stateKey !== readerId);
}

/** A member event in the order of a room's log. */
export interface Stage {
  readonly position: number;
  readonly isJoin: boolean;
}

/**
 * Up to where in a room's log somebody saw what was sent, as things stood at a position: Infinity for who was in the
 * room then, else the end of the last stay before it, and 0 without one. What an erased account sent is shown as it is
 * before that, and redacted from there on.
 * @param stages the reader's member events, newest first
 */
export function sawUpTo(stages: Iterable<Stage>, position: number): number {
  let end = Infinity;
  for (const stage of stages) {
    if (stage.position > position) continue;
    if (stage.isJoin) return end;
    end = stage.position;
  }
  return 0;
}
