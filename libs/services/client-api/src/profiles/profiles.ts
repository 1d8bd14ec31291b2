import { Injectable } from '@nestjs/common';
import { userLog } from '@chappe/contracts';
import { type JsonObject, type JsonValue, parseJson } from '@chappe/crypto';
import { newEntry, type NewEntry, UserLogWriter } from '@chappe/event-log';
import { MatrixError } from '@chappe/matrix-api';
import { Postgres } from '@chappe/postgres';
import { LocalUsers } from '../users/local-users.js';
import { memberProfile } from './member-profile.js';
import { PROFILE_BYTES_MAX } from './profile.limits.js';
import { ProfileStore } from './profile.store.js';

/** Profiles of local users. */
@Injectable()
export class Profiles {
  constructor(
    private readonly store: ProfileStore,
    private readonly localUsers: LocalUsers,
    private readonly postgres: Postgres,
    private readonly writer: UserLogWriter,
  ) {}

  /** All fields; undefined for a user who never set one. */
  async find(userId: string): Promise<JsonObject | undefined> {
    const fields = await this.store.find(this.postgres, this.localUsers.placeOf(userId));
    return fields === undefined ? undefined : (parseJson(fields) as JsonObject);
  }

  /**
   * Sets or, with undefined, removes a field. A change of name or avatar goes to the user log, from where it spreads
   * to rooms.
   * @throws MatrixError M_PROFILE_TOO_LARGE over {@link PROFILE_BYTES_MAX}
   */
  async setField(userId: string, keyName: string, value: JsonValue | undefined): Promise<void> {
    const user = this.localUsers.placeOf(userId);
    await this.writer.transaction(userId, async (tx, append) => {
      const before = await this.store.lock(tx, user);
      const fields = new Map(Object.entries(parseJson(before) as JsonObject));
      if (value === undefined) fields.delete(keyName);
      else fields.set(keyName, value);
      const profile: JsonObject = Object.fromEntries(fields);
      const after = JSON.stringify(profile);
      if (after === before) return;
      if (Buffer.byteLength(after) >= PROFILE_BYTES_MAX) {
        throw new MatrixError('M_PROFILE_TOO_LARGE', `A profile must be under ${PROFILE_BYTES_MAX} bytes`);
      }
      await this.store.put(tx, user, after);
      if (keyName === 'displayname' || keyName === 'avatar_url') await append([profileEntry(userId, profile)]);
    });
  }
}

function profileEntry(userId: string, profile: JsonObject): NewEntry {
  return newEntry(userId, userLog.kinds.profile, memberProfile(profile));
}
