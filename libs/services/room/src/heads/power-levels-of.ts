import { PowerLevels } from '@chappe/events';
import type { RoomHead } from './room-head.js';

/** The power levels in force at a head. */
export function powerLevelsOf(head: RoomHead): PowerLevels {
  const powerLevels = head.state('m.room.power_levels', '')?.pdu;
  const create = head.state('m.room.create', '')?.pdu;
  return new PowerLevels({ ...(powerLevels && { powerLevels }), ...(create && { create }) }, head.rules);
}
