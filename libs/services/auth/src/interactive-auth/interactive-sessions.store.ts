import { Injectable } from '@nestjs/common';
import type { DeviceId, UserId } from '@chappe/events';
import type { Tx } from '@chappe/postgres';
import { Partitions } from '../accounts/partitions.js';
import type { CompletedStage, InteractiveSession } from './interactive-session.js';

interface SessionRow {
  session_hash: Buffer;
  operation: string;
  user_id: UserId | null;
  completed: string[];
  registration_token_hash: Buffer | null;
  call_mac: Buffer | null;
  sealed_parameters: Buffer | null;
  is_used: boolean;
  device_id: DeviceId | null;
}

const COLUMNS = `session_hash, operation, user_id, completed, registration_token_hash, call_mac, sealed_parameters,
  used_at_ms IS NOT NULL AS is_used, device_id`;

/** SQL of `auth.interactive_sessions`. */
@Injectable()
export class InteractiveSessionsStore {
  constructor(private readonly partitions: Partitions) {}

  async insert(tx: Tx, session: InteractiveSession, expiresAtMs: number): Promise<void> {
    await tx.query({
      name: 'auth.interactive-session-insert',
      text: `INSERT INTO auth.interactive_sessions
               (partition, session_hash, operation, user_id, completed, registration_token_hash, call_mac,
                sealed_parameters, expires_at_ms)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
      values: [
        ...this.#address(session.hash),
        session.operation,
        session.userId,
        session.completed,
        session.registrationTokenHash,
        session.callMac,
        session.sealedParameters,
        expiresAtMs,
      ],
    });
  }

  /** Undefined when there is no such session or it has expired. */
  async find(tx: Tx, hash: Buffer, nowMs: number): Promise<InteractiveSession | undefined> {
    const [row] = await tx.query<SessionRow>({
      name: 'auth.interactive-session',
      text: `SELECT ${COLUMNS} FROM auth.interactive_sessions
             WHERE partition = $1 AND session_hash = $2 AND expires_at_ms > $3`,
      values: [...this.#address(hash), nowMs],
    });
    return row && toSession(row);
  }

  /** Adds a completed stage; one that is there already stays where it is. Undefined when the session is gone. */
  async complete(tx: Tx, hash: Buffer, stage: CompletedStage): Promise<InteractiveSession | undefined> {
    const [row] = await tx.query<SessionRow>({
      name: 'auth.interactive-session-complete',
      text: `UPDATE auth.interactive_sessions SET
               completed = CASE WHEN $3 = ANY(completed) THEN completed ELSE array_append(completed, $3::text) END,
               user_id = coalesce(user_id, $4),
               registration_token_hash = coalesce(registration_token_hash, $5),
               call_mac = coalesce(call_mac, $6)
             WHERE partition = $1 AND session_hash = $2 RETURNING ${COLUMNS}`,
      values: [...this.#address(hash), stage.type, stage.userId, stage.registrationTokenHash, stage.callMac],
    });
    return row && toSession(row);
  }

  /** Notes that the session serves; false when it has served before or is gone. Locks it until the transaction ends. */
  async use(tx: Tx, { hash, userId, callMac }: InteractiveSession, nowMs: number): Promise<boolean> {
    const rows = await tx.query({
      name: 'auth.interactive-session-use',
      text: `UPDATE auth.interactive_sessions SET used_at_ms = $3, user_id = $4, call_mac = $5
             WHERE partition = $1 AND session_hash = $2 AND used_at_ms IS NULL RETURNING 1`,
      values: [...this.#address(hash), nowMs, userId, callMac],
    });
    return rows.length > 0;
  }

  async setDevice(tx: Tx, hash: Buffer, deviceId: DeviceId): Promise<void> {
    await tx.query({
      name: 'auth.interactive-session-device',
      text: 'UPDATE auth.interactive_sessions SET device_id = $3 WHERE partition = $1 AND session_hash = $2',
      values: [...this.#address(hash), deviceId],
    });
  }

  /** Deletes what has expired. */
  async deleteExpired(tx: Tx, nowMs: number): Promise<void> {
    await tx.query({
      name: 'auth.interactive-sessions-expire',
      text: 'DELETE FROM auth.interactive_sessions WHERE partition = ANY($1::smallint[]) AND expires_at_ms <= $2',
      values: [this.partitions.all(), nowMs],
    });
  }

  #address(hash: Buffer): unknown[] {
    return [this.partitions.of(hash.toString('hex')), hash];
  }
}

function toSession(row: SessionRow): InteractiveSession {
  return {
    hash: row.session_hash,
    operation: row.operation,
    userId: row.user_id ?? undefined,
    completed: row.completed,
    registrationTokenHash: row.registration_token_hash ?? undefined,
    callMac: row.call_mac ?? undefined,
    sealedParameters: row.sealed_parameters ?? undefined,
    isUsed: row.is_used,
    deviceId: row.device_id ?? undefined,
  };
}
