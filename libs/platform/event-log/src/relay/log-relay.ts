import { Injectable } from '@nestjs/common';

/** Publishes the logs of the room partitions that this process owns to Kafka. Without Kafka it does nothing. */
@Injectable()
export class LogRelay {
  #owned: readonly number[] = [];

  /** Room partitions owned by this process now. */
  get owned(): readonly number[] {
    return this.#owned;
  }

  /**
   * From now on both logs of exactly these partitions are published by this process.
   * @param partitions room partitions that this process owns; call it again at each change
   */
  own(partitions: readonly number[]): void {
    this.#owned = [...partitions];
  }
}
