import { canonicalJson, encodeBase64, type JsonObject } from '@chappe/crypto';
import { signedText, type EventSigner } from '@chappe/events';
import type { NewEvent } from './store-event.js';

/** The event with a server's signature beside those it has (server-server-api#signing-events). */
export function signEvent(event: NewEvent, { serverName, key, rules }: EventSigner): NewEvent {
  const signature = encodeBase64(key.sign(signedText(event.pdu, rules)));
  const ofServer = { ...event.pdu.signatures[serverName], [key.keyId]: signature };
  const pdu = { ...event.pdu, signatures: { ...event.pdu.signatures, [serverName]: ofServer } };
  return { ...event, pdu, json: canonicalJson(pdu as JsonObject) };
}
