import type { Pdu } from '../content/pdu.js';
import type { StateLookup } from '../event-auth/auth-state.js';
import { historyVisibilityOf, type HistoryVisibility } from './history-visibility.js';

/** An event and the room state before it, which for other events than state events is the state at the event. */
export interface EventInRoom {
  readonly pdu: Pdu;
  readonly stateBefore: StateLookup;
}

/** The history visibility at an event; the one before it, too, when the event itself changes it. */
export function visibilityAt({ pdu, stateBefore }: EventInRoom): {
  readonly visibility: HistoryVisibility;
  readonly visibilityBefore?: HistoryVisibility;
} {
  const before = historyVisibilityOf(stateBefore('m.room.history_visibility', ''));
  const isChange = pdu.type === 'm.room.history_visibility' && pdu.state_key === '';
  return isChange ? { visibilityBefore: before, visibility: historyVisibilityOf(pdu) } : { visibility: before };
}
