import type { Json } from './test-client.js';

/** An event as clients see it. */
export interface TestEvent {
  readonly event_id: string;
  readonly type: string;
  readonly state_key?: string;
  readonly sender: string;
  readonly origin_server_ts: number;
  readonly content: Json;
  readonly unsigned?: Json;
  readonly room_id?: string;
}

interface Events {
  readonly events: readonly TestEvent[];
}

/** A room under `rooms.join` or `rooms.leave`. */
export interface SyncedRoom {
  readonly timeline?: Events & { readonly limited?: boolean; readonly prev_batch?: string };
  readonly state?: Events;
  readonly state_after?: Events;
  readonly ephemeral?: Events;
  readonly account_data?: Events;
  readonly summary?: Json;
}

/** What tests read of an answer to /sync (client-server-api/#get_matrixclientv3sync). */
export interface SyncAnswer {
  readonly next_batch: string;
  readonly rooms?: {
    readonly join?: Readonly<Record<string, SyncedRoom>>;
    readonly leave?: Readonly<Record<string, SyncedRoom>>;
    readonly invite?: Readonly<Record<string, { readonly invite_state: Events }>>;
    readonly knock?: Readonly<Record<string, { readonly knock_state: Events }>>;
  };
  readonly to_device?: Events;
  readonly account_data?: Events;
  readonly device_lists?: { readonly changed?: readonly string[]; readonly left?: readonly string[] };
  readonly device_one_time_keys_count?: Readonly<Record<string, number>>;
  readonly device_unused_fallback_key_types?: readonly string[];
}
