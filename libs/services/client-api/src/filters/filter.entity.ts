import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A row of `client_api.filters`. */
@Entity({ schema: 'client_api', name: 'filters' })
export class Filter {
  @PrimaryColumn({ name: 'partition', type: 'smallint' })
  partition!: number;

  @PrimaryColumn({ name: 'user_id', type: 'text' })
  userId!: string;

  @PrimaryColumn({ name: 'filter_id', type: 'text' })
  filterId!: string;

  /** Canonical JSON. */
  @Column({ name: 'filter', type: 'text' })
  filter!: string;

  @Column({ name: 'used_ms', type: 'bigint' })
  usedMs!: number;
}
