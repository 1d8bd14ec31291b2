import { MembershipAction, RoomServiceDefinition } from '../gen/room/v1/room.js';
import { AuthServiceDefinition } from '../gen/auth/v1/auth.js';
import { UserDataServiceDefinition } from '../gen/user/v1/user.js';
import { partitionOf } from '../topics/partition-of.js';
import type { MethodName, RequestOf, ServiceDefinition } from './service-definition.js';

/** How the calls of one method travel between processes, and what may be done when one fails on its way. */
export interface CallRoute<Request = unknown> {
  /** Rides the batched stream; for frequent calls with small messages. Others are unary calls. */
  readonly isHot: boolean;
  /** Whether a call may be sent again when nobody knows whether it was carried out. */
  isRepeatable(request: Request): boolean;
  /** The room partition whose owner has to answer. Undefined: the call touches no partition, every replica can. */
  ownedPartition(request: Request, partitionCount: number): number | undefined;
}

/** A route with its request type erased. */
export type AnyCallRoute = CallRoute<never>;

type Routes<D extends ServiceDefinition> = { readonly [M in MethodName<D>]: CallRoute<RequestOf<D, M>> };

const always = (): boolean => true;
const never = (): boolean => false;
const anyReplica = (): undefined => undefined;
const ownerOfRoom = ({ roomId }: { readonly roomId: string }, partitionCount: number): number =>
  partitionOf(roomId, partitionCount);

/** Answers are small, and asking twice changes nothing. */
const hotRead = { isHot: true, isRepeatable: always, ownedPartition: anyReplica };
/** Answers may be large; asking twice changes nothing. */
const read = { isHot: false, isRepeatable: always, ownedPartition: anyReplica };
/** Done twice it would not be the same. */
const once = { isHot: false, isRepeatable: never, ownedPartition: anyReplica };

const ROOM_ROUTES: Routes<typeof RoomServiceDefinition> = {
  createRoom: once,
  // Who upgrades twice is told the first replacement.
  upgradeRoom: { isHot: false, isRepeatable: always, ownedPartition: ownerOfRoom },
  // The transaction id makes a repeated request find the first one's event.
  sendEvent: { isHot: true, isRepeatable: ({ txnId }) => txnId !== '', ownedPartition: ownerOfRoom },
  // Who joins twice is told the first event.
  changeMembership: {
    isHot: true,
    isRepeatable: ({ action }) => action === MembershipAction.MEMBERSHIP_ACTION_JOIN,
    ownedPartition: ownerOfRoom,
  },
  forgetRoom: { isHot: true, isRepeatable: always, ownedPartition: ownerOfRoom },
  sendReceipt: { isHot: true, isRepeatable: always, ownedPartition: ownerOfRoom },
  announceDeviceList: { ...read, isHot: true },
  announceDeviceListInPartition: {
    isHot: true,
    isRepeatable: always,
    ownedPartition: ({ partition }) => partition,
  },
  putAlias: once,
  deleteAlias: once,
  resolveAlias: hotRead,
  listAliases: hotRead,
  getEvent: hotRead,
  getState: read,
  getMembers: read,
  getMessages: read,
  getContext: read,
  getUserRooms: read,
  readRoom: read,
  readTimeline: read,
  readStateDelta: read,
};

const AUTH_ROUTES: Routes<typeof AuthServiceDefinition> = {
  introspectToken: hotRead,
  authorizeInteractively: once,
  getDevices: hotRead,
  findUsers: hotRead,
};

const USER_DATA_ROUTES: Routes<typeof UserDataServiceDefinition> = {
  readUser: read,
  readDevice: hotRead,
  acknowledgeToDevice: { isHot: true, isRepeatable: always, ownedPartition: anyReplica },
  getFilter: hotRead,
};

const ROUTES = new Map<ServiceDefinition, Readonly<Record<string, AnyCallRoute>>>([
  [RoomServiceDefinition, ROOM_ROUTES],
  [AuthServiceDefinition, AUTH_ROUTES],
  [UserDataServiceDefinition, USER_DATA_ROUTES],
]);

/**
 * How the calls of a method travel.
 * @param method as in the service's definition: `sendEvent`
 */
export function routeOf(service: ServiceDefinition, method: string): AnyCallRoute {
  const route = ROUTES.get(service)?.[method];
  if (!route) throw new Error(`${service.fullName}/${method} has no route`);
  return route;
}
