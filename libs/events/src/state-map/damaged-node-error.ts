/** Bytes that are not the encoding of a node: the stored row was damaged. */
export class DamagedNodeError extends Error {
  override readonly name = 'DamagedNodeError';

  constructor(what: string) {
    super(`Damaged node of a state map: ${what}`);
  }
}
