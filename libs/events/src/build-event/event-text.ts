import { canonicalJson } from '@chappe/crypto';
import type { EventTemplate } from './event-template.js';

/** The members of an event that differ between what is hashed, what is signed and what is kept; all canonical JSON. */
export interface VaryingMembers {
  readonly content: string;
  readonly hashes?: string;
  readonly redacts?: string;
  readonly signatures?: string;
}

/**
 * Writes the canonical JSON of an event several times over: members that do not vary are written once.
 * The order below is the order of the keys by code point (appendices#canonical-json).
 */
export class EventText {
  readonly #beforeContent: string;
  readonly #afterContent: string;
  readonly #afterHashes: string;
  readonly #afterRedacts: string;
  readonly #afterSignatures: string;

  constructor(template: EventTemplate) {
    const { eventId, roomId, stateKey } = template;
    this.#beforeContent = `{"auth_events":${canonicalJson([...template.authEvents])},"content":`;
    this.#afterContent = `,"depth":${canonicalJson(template.depth)}${member('event_id', eventId)}`;
    this.#afterHashes =
      `,"origin_server_ts":${canonicalJson(template.originServerTs)}` +
      `,"prev_events":${canonicalJson([...template.prevEvents])}`;
    this.#afterRedacts = `${member('room_id', roomId)}${member('sender', template.sender)}`;
    this.#afterSignatures = `${member('state_key', stateKey)}${member('type', template.type)}}`;
  }

  /** The event with these members; those left out are not in it. */
  with(varying: VaryingMembers): string {
    const { content, hashes, redacts, signatures } = varying;
    return (
      this.#beforeContent +
      content +
      this.#afterContent +
      (hashes === undefined ? '' : `,"hashes":${hashes}`) +
      this.#afterHashes +
      (redacts === undefined ? '' : `,"redacts":${redacts}`) +
      this.#afterRedacts +
      (signatures === undefined ? '' : `,"signatures":${signatures}`) +
      this.#afterSignatures
    );
  }
}

function member(key: string, value: string | undefined): string {
  return value === undefined ? '' : `,"${key}":${canonicalJson(value)}`;
}
