/** Prints one line per check, and what is wrong below it. */
export class Report {
  #passed = 0;
  #failed = 0;

  private readonly write: (text: string) => void;

  constructor(write: (text: string) => void) {
    this.write = write;
  }

  /** @param faults nothing when the check holds */
  check(title: string, faults: readonly string[]): void {
    if (faults.length === 0) this.#passed++;
    else this.#failed++;
    this.write(`${faults.length === 0 ? 'ok    ' : 'FAILED'} ${title}\n`);
    for (const fault of faults) this.write(`         ${fault.replaceAll('\n', '\n         ')}\n`);
  }

  /** The last line. @returns whether all checks held */
  end(): boolean {
    this.write(`chart: ${this.#passed} checks passed, ${this.#failed} failed\n`);
    return this.#failed === 0;
  }
}
