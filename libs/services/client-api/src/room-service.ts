import type { RoomServiceDefinition } from '@chappe/contracts';
import type { ServiceClient } from '@chappe/grpc';

/** The owner of rooms, as this service asks it. */
export type RoomService = ServiceClient<typeof RoomServiceDefinition>;
