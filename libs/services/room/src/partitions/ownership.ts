/** Who owns the room partitions, as the tables said at some moment. */
export interface Ownership {
  /** Every partition with the replica that holds it; undefined: nobody, or its lease has run out. */
  readonly holders: ReadonlyMap<number, string | undefined>;
  /** The replicas that are alive, with the addresses of their calls. */
  readonly replicas: ReadonlyMap<string, string | undefined>;
}
