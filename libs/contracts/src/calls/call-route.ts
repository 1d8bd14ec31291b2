import { partitionOf } from '../topics/partition-of.js';

/** Who may make the calls of one method, how they travel, and what may be done when one fails on its way. */
export interface CallRoute<Request = unknown> {
  /** Names of the services that may; all others are refused. */
  readonly callers: readonly string[];
  /** Rides the batched stream; for frequent calls with small messages. Others are unary calls. */
  readonly isHot: boolean;
  /** Whether a call may be sent again when nobody knows whether it was carried out. */
  isRepeatable(request: Request): boolean;
  /** The room partition whose owner has to answer. Undefined: the call touches no partition, every replica can. */
  ownedPartition(request: Request, partitionCount: number): number | undefined;
}

/** A route with its request type erased. */
export type AnyCallRoute = CallRoute<never>;

const always = (): boolean => true;
const never = (): boolean => false;
const anyReplica = (): undefined => undefined;
const ownerOfRoom = ({ roomId }: { readonly roomId: string }, partitionCount: number): number =>
  partitionOf(roomId, partitionCount);

/** Small messages, and asking twice is like asking once. */
export const hot = { isHot: true, isRepeatable: always, ownedPartition: anyReplica };
/** Answers may be large; asking twice is like asking once. */
export const read = { isHot: false, isRepeatable: always, ownedPartition: anyReplica };
/** Done twice it would not be the same. */
export const once = { isHot: false, isRepeatable: never, ownedPartition: anyReplica };
/** For the owner of the room's partition; done twice it is the same. */
export const byOwner = { isHot: true, isRepeatable: always, ownedPartition: ownerOfRoom };
