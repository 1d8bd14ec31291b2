import type { Flow } from './flows.js';

/** What a user who has an account does to prove who they are. */
export const PASSWORD_FLOWS: readonly Flow[] = [['m.login.password']];
