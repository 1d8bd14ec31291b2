import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A row of `auth.registration_tokens`. */
@Entity({ schema: 'auth', name: 'registration_tokens' })
export class RegistrationToken {
  @PrimaryColumn({ name: 'partition', type: 'smallint' })
  partition!: number;

  @PrimaryColumn({ name: 'token_hash', type: 'bytea' })
  tokenHash!: Buffer;

  /** Null: any number. */
  @Column({ name: 'uses_allowed', type: 'integer', nullable: true })
  usesAllowed!: number | null;

  @Column({ name: 'uses_completed', type: 'integer', default: 0 })
  usesCompleted!: number;

  @Column({ name: 'created_at_ms', type: 'bigint' })
  createdAtMs!: number;

  /** Null: never. */
  @Column({ name: 'expires_at_ms', type: 'bigint', nullable: true })
  expiresAtMs!: number | null;
}
