/** Events written out before other requests get their turn: a few milliseconds of work. */
export const EVENTS_PER_TURN = 500;
