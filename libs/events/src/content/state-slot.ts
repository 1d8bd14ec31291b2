/** The key of one entry of the room state. */
export interface StateSlot {
  readonly type: string;
  readonly stateKey: string;
}
