import { canonicalJson, encodeBase64, sha256, utf8Length, type JsonObject } from '@chappe/crypto';
import { EVENT_BYTES_MAX } from '../content/pdu.js';
import type { RoomId } from '../identifiers/room-id.js';
import { redactContent } from '../redaction/redact-pdu.js';
import type { RoomVersionRules } from '../room-versions/room-version-rules.js';
import { checkTemplate } from './check-template.js';
import { hashedEventId } from './event-hashes.js';
import type { BuiltEvent, EventSigner, EventTemplate } from './event-template.js';
import { EventText } from './event-text.js';
import { EventTooLargeError } from './event-too-large-error.js';

/**
 * Hashes, redacts and signs a new event and computes its ID
 * (server-server-api#adding-hashes-and-signatures-to-outgoing-events). Throws {@link EventTooLargeError}, and JsonError
 * for content without canonical form: numbers that are no integers, lone surrogates, too many levels.
 */
export function buildEvent(template: EventTemplate, signer: EventSigner): BuiltEvent {
  const { serverName, key, rules } = signer;
  checkTemplate(template, rules);
  const { content, redacts } = placeRedacts(template, rules);
  const text = new EventText(template);
  const contentJson = canonicalContent(content);
  const redactsJson = redacts === undefined ? {} : { redacts: canonicalJson(redacts) };

  const sha = encodeBase64(sha256(text.with({ content: contentJson, ...redactsJson })));
  const hashes = `{"sha256":"${sha}"}`;
  const kept = redactContent({ type: template.type, content }, rules);
  const signed = text.with({ content: kept === content ? contentJson : canonicalContent(kept), hashes });
  const signature = encodeBase64(key.sign(signed));
  const signatures = `{${JSON.stringify(serverName)}:{"${key.keyId}":"${signature}"}}`;
  const json = text.with({ content: contentJson, hashes, signatures, ...redactsJson });
  checkSize(json);

  const eventId = template.eventId ?? hashedEventId(signed, rules);
  const pdu = {
    ...membersOf(template),
    content,
    ...(redacts !== undefined && { redacts }),
    hashes: { sha256: sha },
    signatures: { [serverName]: { [key.keyId]: signature } },
  };
  return { eventId, roomId: template.roomId ?? (`!${eventId.slice(1)}` as RoomId), pdu, json };
}

// rooms/v11#moving-the-redacts-property-of-mroomredaction-events-to-a-content-property
function placeRedacts(template: EventTemplate, rules: RoomVersionRules): { content: JsonObject; redacts?: string } {
  const { content, redacts } = template;
  if (redacts === undefined) return { content };
  return rules.redactsInContent ? { content: { ...content, redacts } } : { content, redacts };
}

// Content is one level below the event, so it is checked for depth at that level.
function canonicalContent(content: JsonObject): string {
  return canonicalJson([content]).slice(1, -1);
}

function checkSize(json: string): void {
  if (json.length * 3 <= EVENT_BYTES_MAX) return;
  const bytes = utf8Length(json);
  if (bytes > EVENT_BYTES_MAX) throw new EventTooLargeError('event', bytes, EVENT_BYTES_MAX);
}

function membersOf(template: EventTemplate) {
  const { eventId, roomId, stateKey } = template;
  return {
    ...(eventId !== undefined && { event_id: eventId }),
    type: template.type,
    ...(roomId !== undefined && { room_id: roomId }),
    sender: template.sender,
    ...(stateKey !== undefined && { state_key: stateKey }),
    content: template.content,
    origin_server_ts: template.originServerTs,
    depth: template.depth,
    prev_events: [...template.prevEvents],
    auth_events: [...template.authEvents],
  };
}
