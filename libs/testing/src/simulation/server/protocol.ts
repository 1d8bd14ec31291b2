import { admitPdu, checkAuth, judgeByAuthEvents, mayApplyRedaction, resolveState } from '@chappe/events';

/** The decisions that the protocol libraries make for a server; tests plant defects here. */
export interface Protocol {
  readonly admitPdu: typeof admitPdu;
  readonly judgeByAuthEvents: typeof judgeByAuthEvents;
  readonly checkAuth: typeof checkAuth;
  readonly mayApplyRedaction: typeof mayApplyRedaction;
  readonly resolveState: typeof resolveState;
}

/** The real ones. */
export const PROTOCOL: Protocol = { admitPdu, judgeByAuthEvents, checkAuth, mayApplyRedaction, resolveState };
