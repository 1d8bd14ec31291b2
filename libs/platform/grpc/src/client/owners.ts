/** Which process owns a partition, as far as it was learned from answers; never more than a guess. */
export class Owners {
  readonly #addresses = new Map<number, string>();

  of(partition: number): string | undefined {
    return this.#addresses.get(partition);
  }

  learn(partition: number, address: string): void {
    this.#addresses.set(partition, address);
  }

  forget(partition: number): void {
    this.#addresses.delete(partition);
  }
}
