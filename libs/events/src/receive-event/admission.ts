import type { KeyValidity, VerifyKey } from '@chappe/crypto';
import type { Pdu } from '../content/pdu.js';
import type { EventId } from '../identifiers/event-id.js';
import type { RoomVersionRules } from '../room-versions/room-version-rules.js';

/**
 * A server's signing key as far as we know it, such as `readServerKeys` gives it. Events after its `expiredTs` are none
 * of its in any room version, those after its `validUntilTs` from version 5 on.
 */
export interface KnownKey extends KeyValidity {
  readonly verifyKey: VerifyKey;
}

/** The key of a server under a signing key identifier such as `ed25519:1`; `undefined` when we do not know it. */
export type KeyLookup = (serverName: string, keyId: string) => KnownKey | undefined;

/** Where an event came from. */
export interface PduSource {
  /**
   * Whether it stood in an answer to `GET /backfill`. Old events may have more edges than are allowed today, and must
   * not be refused for their number there (server-server-api#get_matrixfederationv1backfillroomid).
   */
  readonly backfilled?: boolean;
}

/** What checks on receipt need besides the event. */
export interface AdmissionContext extends PduSource {
  readonly rules: RoomVersionRules;
  readonly keys: KeyLookup;
  /** Our time, in milliseconds since 1970. */
  readonly nowMs: number;
}

/**
 * What checks 1 to 3 make of a received event: it goes on to authorisation, or is dropped. `json` is the canonical JSON
 * of `pdu`, without `unsigned`; both are the redacted form when `redacted` says that the content hash failed.
 */
export type Admission =
  | {
      readonly admitted: true;
      readonly pdu: Pdu;
      readonly eventId: EventId;
      readonly json: string;
      readonly redacted: boolean;
    }
  | { readonly admitted: false; readonly check: 'format' | 'signature'; readonly reason: string };
