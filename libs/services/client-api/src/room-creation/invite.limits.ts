/** Users that one request may invite; what the room service takes in one createRoom. */
export const INVITES_MAX = 100;
