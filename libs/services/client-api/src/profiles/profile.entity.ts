import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A row of `client_api.profiles`. */
@Entity({ schema: 'client_api', name: 'profiles' })
export class Profile {
  @PrimaryColumn({ name: 'partition', type: 'smallint' })
  partition!: number;

  @PrimaryColumn({ name: 'user_id', type: 'text' })
  userId!: string;

  /** JSON object. */
  @Column({ name: 'fields', type: 'text' })
  fields!: string;
}
