/** Share of a supply that may be used before it is measured. */
const WARM_UP_SHARE = 0.2;

/** How many requests there are to make, where what they need is used up. */
export class Supply {
  readonly #size: number;
  readonly #warm = Promise.withResolvers<void>();
  readonly #used = Promise.withResolvers<void>();
  #taken = 0;
  #done = 0;

  /** @param size may be infinite */
  constructor(size: number) {
    this.#size = size;
  }

  /** Resolves when a fifth was taken and answered. */
  get warm(): Promise<void> {
    return this.#warm.promise;
  }

  /** Resolves when all was taken and answered. */
  get used(): Promise<void> {
    return this.#used.promise;
  }

  /** @returns whether there is one more */
  take(): boolean {
    if (this.#taken >= this.#size) return false;
    this.#taken++;
    return true;
  }

  /** One that was taken is answered. */
  done(): void {
    this.#done++;
    if (this.#done >= WARM_UP_SHARE * this.#size) this.#warm.resolve();
    if (this.#done >= this.#size) this.#used.resolve();
  }
}
