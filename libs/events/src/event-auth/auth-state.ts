import type { JsonValue } from '@chappe/crypto';
import { membershipOf, type Membership } from '../content/member-content.js';
import { fieldOf } from '../content/json-fields.js';
import type { Pdu } from '../content/pdu.js';
import { PowerLevels } from '../content/power-levels.js';
import type { RoomVersionRules } from '../room-versions/room-version-rules.js';

/** The room state that an event is judged by: the event in a slot, if there is one. */
export type StateLookup = (type: string, stateKey: string) => Pdu | undefined;

/** The power levels in force in a state. */
export function powerLevels(state: StateLookup, rules: RoomVersionRules): PowerLevels {
  const [levels, create] = [state('m.room.power_levels', ''), state('m.room.create', '')];
  return new PowerLevels({ ...(levels && { powerLevels: levels }), ...(create && { create }) }, rules);
}

/** The room state in the words of the authorisation rules. */
export class AuthState {
  #levels: PowerLevels | undefined;

  constructor(
    readonly lookup: StateLookup,
    readonly rules: RoomVersionRules,
    /** The room's create event, which every other event needs. */
    readonly create: Pdu,
  ) {}

  get levels(): PowerLevels {
    this.#levels ??= powerLevels(this.lookup, this.rules);
    return this.#levels;
  }

  /** The join rule in force, `invite` when there is none; whatever the event says otherwise. */
  get joinRule(): JsonValue {
    const joinRules = this.lookup('m.room.join_rules', '');
    const joinRule = joinRules && fieldOf(joinRules.content, 'join_rule');
    return joinRule === undefined ? 'invite' : joinRule;
  }

  membershipOf(userId: string): Membership {
    return membershipOf(this.lookup('m.room.member', userId));
  }
}
