import type { Pdu } from '../content/pdu.js';

/** A membership event whose target is known. */
export type MemberPdu = Pdu & { readonly state_key: string };
