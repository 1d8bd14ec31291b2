/** Which process owns a partition, as far as it was learned from answers; never more than a guess. */
export class Owners {
  readonly #addresses = new Map<number, string>();

  of(partition: number): string | undefined {
    return this.#addresses.get(partition);
  }

  /** @returns whether this is news */
  learn(partition: number, address: string): boolean {
    if (this.#addresses.get(partition) === address) return false;
    this.#addresses.set(partition, address);
    return true;
  }

  forget(partition: number): void {
    this.#addresses.delete(partition);
  }
}
