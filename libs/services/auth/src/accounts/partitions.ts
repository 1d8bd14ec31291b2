import { Inject, Injectable } from '@nestjs/common';
import { configOf, type ServerConfig, serverSection } from '@chappe/config';
import { partitionOf } from '@chappe/contracts';

/** Where rows are: the user partition of an id, for this installation. */
@Injectable()
export class Partitions {
  readonly count: number;

  constructor(@Inject(configOf(serverSection)) server: ServerConfig) {
    this.count = server.partitionCount;
  }

  /** Partition of a user id, or of another key that has rows of its own. */
  of(key: string): number {
    return partitionOf(key, this.count);
  }

  /** Every partition, ascending. */
  all(): number[] {
    return Array.from({ length: this.count }, (_, partition) => partition);
  }
}
