import type { Provider } from '@nestjs/common';
import { UserRooms } from './membership/user-rooms.js';

/** Providers of the read side. */
export const roomReadProviders: Provider[] = [UserRooms];
