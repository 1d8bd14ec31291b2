import { Injectable } from '@nestjs/common';
import type { UserId } from '@chappe/events';
import type { Tx } from '@chappe/postgres';
import { Partitions } from '../accounts/partitions.js';
import type { CompletedStage, InteractiveSession } from './interactive-session.js';

interface SessionRow {
  session_hash: Buffer;
  operation: string;
  user_id: UserId | null;
  completed: string[];
  registration_token_hash: Buffer | null;
}

const COLUMNS = 'session_hash, operation, user_id, completed, registration_token_hash';

/** SQL of `auth.interactive_sessions`. */
@Injectable()
export class InteractiveSessionsStore {
  constructor(private readonly partitions: Partitions) {}

  async insert(tx: Tx, session: InteractiveSession, expiresAtMs: number): Promise<void> {
    await tx.query({
      name: 'auth.interactive-session-insert',
      text: `INSERT INTO auth.interactive_sessions
               (partition, session_hash, operation, user_id, completed, expires_at_ms)
             VALUES ($1, $2, $3, $4, '{}', $5)`,
      values: [...this.#address(session.hash), session.operation, session.userId, expiresAtMs],
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
               registration_token_hash = coalesce(registration_token_hash, $5)
             WHERE partition = $1 AND session_hash = $2 RETURNING ${COLUMNS}`,
      values: [...this.#address(hash), stage.type, stage.userId, stage.registrationTokenHash],
    });
    return row && toSession(row);
  }

  async delete(tx: Tx, hash: Buffer): Promise<void> {
    await tx.query({
      name: 'auth.interactive-session-delete',
      text: 'DELETE FROM auth.interactive_sessions WHERE partition = $1 AND session_hash = $2',
      values: this.#address(hash),
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
  };
}
