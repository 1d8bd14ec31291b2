import type { JsonObject } from '@chappe/crypto';
import { fieldOf, objectOf } from '../content/json-fields.js';
import type { Pdu } from '../content/pdu.js';
import { powerLevelOf } from '../content/power-level-of.js';
import type { RoomVersionRules } from '../room-versions/room-version-rules.js';
import type { AuthState } from './auth-state.js';
import { ALLOWED, rejected, type AuthVerdict } from './auth-verdict.js';

/** The levels that stand in a power levels event by themselves. */
export const LEVEL_NAMES = ['users_default', 'events_default', 'state_default', 'ban', 'redact', 'kick', 'invite'];

interface LevelChange {
  readonly name: string;
  readonly before: number | undefined;
  readonly after: number | undefined;
}

/** Rules 10.5 to 10.10: nobody gives or takes more power than they have. */
export function checkLevelChanges(pdu: Pdu, { lookup, rules, levels }: AuthState): AuthVerdict {
  const current = lookup('m.room.power_levels', '');
  if (current === undefined) return ALLOWED;
  const power = levels.ofUser(pdu.sender);
  const [before, after] = [current.content, pdu.content];
  for (const change of changesOf(before, after, { rules, names: LEVEL_NAMES })) {
    if (exceeds(change, power)) return rejected('10.6', `The sender lacks the power to change ${change.name}`);
  }
  for (const map of ['events', 'notifications']) {
    for (const change of changesOf(objectOf(before, map), objectOf(after, map), { rules })) {
      if (above(change.before, power)) return rejected('10.7', `The sender lacks the power to change ${change.name}`);
      if (above(change.after, power)) return rejected('10.8', `The sender lacks the power to set ${change.name}`);
    }
  }
  return checkUserChanges(changesOf(objectOf(before, 'users'), objectOf(after, 'users'), { rules }), pdu, power);
}

function checkUserChanges(changes: readonly LevelChange[], { sender }: Pdu, power: number): AuthVerdict {
  for (const { name, before, after } of changes) {
    if (name !== sender && before !== undefined && before >= power) {
      return rejected('10.9', `The sender lacks the power to change the level of ${name}`);
    }
    if (above(after, power)) return rejected('10.10', `The sender lacks the power to give ${name} that level`);
  }
  return ALLOWED;
}

function exceeds(change: LevelChange, power: number): boolean {
  return above(change.before, power) || above(change.after, power);
}

function above(level: number | undefined, power: number): boolean {
  return level !== undefined && level > power;
}

/** Entries that were added, changed or removed; all entries or only the named ones. */
function changesOf(
  before: JsonObject = {},
  after: JsonObject = {},
  { rules, names }: { readonly rules: RoomVersionRules; readonly names?: readonly string[] },
): LevelChange[] {
  const all = names ?? new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...all].flatMap((name) => {
    const change = {
      name,
      before: powerLevelOf(fieldOf(before, name), rules),
      after: powerLevelOf(fieldOf(after, name), rules),
    };
    return change.before === change.after ? [] : change;
  });
}
