/** The device that sent an event, and what of its path says how. */
interface SenderPath {
  readonly deviceId: string;
  readonly eventType: string;
  /** The event in the path of `PUT /redact`; empty for all else. */
  readonly redacts: string;
}

/** No device ID holds control characters. */
const SENT = '\u0001';

/**
 * The device as the table has it. There `redacts` is every redaction's target, so that it does not tell
 * `/send/m.room.redaction/{txnId}` from `/redact/{eventId}/{txnId}`, which are two paths and two transactions
 * (client-server-api, "Transaction identifiers"): the first is marked.
 */
export function storedDeviceOf({ eventType, redacts, deviceId }: SenderPath): string {
  return eventType === 'm.room.redaction' && redacts === '' ? SENT + deviceId : deviceId;
}

/** What {@link storedDeviceOf} was made of, and whether it was marked. */
export function deviceOfStored(stored: string): { readonly deviceId: string; readonly wasSent: boolean } {
  const wasSent = stored.startsWith(SENT);
  return { deviceId: wasSent ? stored.slice(SENT.length) : stored, wasSent };
}
