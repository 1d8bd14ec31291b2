import { Injectable } from '@nestjs/common';
import { canonicalJson, type JsonValue } from '@chappe/crypto';
import { redactPdu } from '@chappe/events';
import { MatrixError } from '@chappe/matrix-api';
import type { RoomHead } from '../heads/room-head.js';
import { powerLevelsOf } from '../heads/power-levels-of.js';
import { RoomHeads } from '../heads/room-heads.js';
import { TimelineStore } from '../timeline/timeline.store.js';
import type { Redaction } from '../writing/prepared-event.js';

/** Finds what a local user wants to redact and whether he may. */
@Injectable()
export class RedactionTargets {
  constructor(
    private readonly timeline: TimelineStore,
    private readonly heads: RoomHeads,
  ) {}

  /**
   * Own events may be redacted by anybody who may send m.room.redaction, those of others need the power level `redact`
   * (client-server-api, "Redactions").
   * @throws MatrixError M_NOT_FOUND when the room has no such event, M_FORBIDDEN
   */
  async find(head: RoomHead, request: { sender: string; eventId: string }): Promise<Redaction> {
    const target = await this.timeline.byId(head.key, request.eventId);
    if (!target) throw MatrixError.notFound('The room has no such event');
    const powerLevels = powerLevelsOf(head);
    if (target.pdu.sender !== request.sender && powerLevels.ofUser(request.sender) < powerLevels.redact) {
      throw MatrixError.forbidden('You may not redact events of others here');
    }
    const { type, state_key: stateKey } = target.pdu;
    // If it is in force, what is left of it stays in force: the head has to hold it for that.
    if (stateKey !== undefined) await this.heads.load(head, [{ type, stateKey }]);
    const redacted = redactPdu(target.pdu, head.rules);
    return { eventId: target.eventId, json: canonicalJson(redacted as unknown as JsonValue) };
  }
}
