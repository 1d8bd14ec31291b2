/** Users that one request may invite; what the room service takes in one createRoom. Beyond: 400 M_INVALID_PARAM. */
export const INVITES_MAX = 100;
