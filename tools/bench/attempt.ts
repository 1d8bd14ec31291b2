export type Progress = (text: string) => void;

/** One part that fails does not cost the others: it is reported, and the benchmark ends with an error. */
export async function attempt<T>(what: string, progress: Progress, work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    progress(`${what} could not be measured: ${error instanceof Error ? error.message : String(error)}`);
    process.exitCode = 1;
    return undefined;
  }
}
