import type { JsonObject } from '@chappe/crypto';
import { fieldOf, objectOf } from '../content/json-fields.js';
import type { Pdu } from '../content/pdu.js';
import { powerLevelOf } from '../content/power-level-of.js';
import type { RoomVersionRules } from '../room-versions/room-version-rules.js';
import type { AuthState } from './auth-state.js';
import { ALLOWED, rejected, type AuthVerdict } from './auth-verdict.js';

/** The levels that stand in a power levels event by themselves. */
export const LEVEL_NAMES = ['users_default', 'events_default', 'state_default', 'ban', 'redact', 'kick', 'invite'];

/**
 * A level that was added, changed or removed, -Infinity where there is none. Two ways to write one level are no change.
 */
interface LevelChange {
  readonly name: string;
  readonly before: number;
  readonly after: number;
}

interface Contents {
  readonly before: JsonObject;
  readonly after: JsonObject;
  readonly rules: RoomVersionRules;
}

/** Nobody gives or takes more power than they have (rooms/v12#authorisation-rules 10.5 to 10.11). */
export function checkLevelChanges(pdu: Pdu, { lookup, rules, levels }: AuthState): AuthVerdict {
  const current = lookup('m.room.power_levels', '');
  if (current === undefined) return ALLOWED;
  const contents = { before: current.content, after: pdu.content, rules };
  const power = levels.ofUser(pdu.sender);
  return (
    checkNamed(contents, power) ?? checkEntries(contents, power) ?? checkUsers(contents, pdu.sender, power) ?? ALLOWED
  );
}

// Rule 10.6.
function checkNamed({ before, after, rules }: Contents, power: number): AuthVerdict | undefined {
  for (const change of changesOf(LEVEL_NAMES, { before, after, rules })) {
    const reason = `The sender lacks the power to change ${change.name}`;
    if (change.before > power) return rejected(rules, 'powerLevels.named.current', reason);
    if (change.after > power) return rejected(rules, 'powerLevels.named.new', reason);
  }
  return undefined;
}

// Rules 10.7 and 10.8.
function checkEntries(contents: Contents, power: number): AuthVerdict | undefined {
  const maps = contents.rules.notificationLevelsChecked ? ['events', 'notifications'] : ['events'];
  const changes = maps.flatMap((map) => changesIn(map, contents));
  const taken = changes.find(({ before }) => before > power);
  if (taken !== undefined) {
    const reason = `The sender lacks the power to change ${taken.name}`;
    return rejected(contents.rules, 'powerLevels.entryChanged.current', reason);
  }
  const given = changes.find(({ after }) => after > power);
  if (given === undefined) return undefined;
  const reason = `The sender lacks the power to set ${given.name}`;
  return rejected(contents.rules, 'powerLevels.entrySet.new', reason);
}

// Rules 10.9 and 10.10.
function checkUsers(contents: Contents, sender: string, power: number): AuthVerdict | undefined {
  const changes = changesIn('users', contents);
  const taken = changes.find(({ name, before }) => name !== sender && before >= power);
  if (taken !== undefined) {
    const reason = `The sender lacks the power to change the level of ${taken.name}`;
    return rejected(contents.rules, 'powerLevels.userChanged.current', reason);
  }
  const given = changes.find(({ after }) => after > power);
  if (given === undefined) return undefined;
  const reason = `The sender lacks the power to give ${given.name} that level`;
  return rejected(contents.rules, 'powerLevels.userSet.new', reason);
}

function changesIn(map: string, { before, after, rules }: Contents): LevelChange[] {
  const [entriesBefore, entriesAfter] = [objectOf(before, map) ?? {}, objectOf(after, map) ?? {}];
  const names = new Set([...Object.keys(entriesBefore), ...Object.keys(entriesAfter)]);
  return changesOf([...names], { before: entriesBefore, after: entriesAfter, rules });
}

function changesOf(names: readonly string[], { before, after, rules }: Contents): LevelChange[] {
  const levels = names.map((name) => ({
    name,
    before: powerLevelOf(fieldOf(before, name), rules) ?? -Infinity,
    after: powerLevelOf(fieldOf(after, name), rules) ?? -Infinity,
  }));
  return levels.filter((level) => level.before !== level.after);
}
