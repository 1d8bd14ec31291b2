import type { RoomServiceDefinition } from '@chappe/contracts';
import type { ServiceClient } from '@chappe/grpc';

/** What the sync service asks of the room service. */
export type RoomService = Pick<
  ServiceClient<typeof RoomServiceDefinition>,
  'readRoom' | 'readState' | 'readSlots' | 'readEvents' | 'readTimeline' | 'readStateDelta' | 'getUserRooms'
>;
