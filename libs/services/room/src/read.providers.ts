import type { Provider } from '@nestjs/common';
import { GetUserRoomsRpc } from './get-user-rooms/get-user-rooms.rpc.js';
import { UserRooms } from './membership/user-rooms.js';
import { UserRoomsStore } from './membership/user-rooms.store.js';
import { ProjectUserRoomsConsumer } from './project-user-rooms/project-user-rooms.consumer.js';

/** Providers of the read side. */
export const roomReadProviders: Provider[] = [GetUserRoomsRpc, ProjectUserRoomsConsumer, UserRooms, UserRoomsStore];
