import type { BodyOf, createRoom } from '@chappe/matrix-api';

/** The validated body of POST /createRoom. */
export type CreateRoomBody = BodyOf<typeof createRoom>;
