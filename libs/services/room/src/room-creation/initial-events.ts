import type { Profile } from '@chappe/contracts';
import type { JsonObject, JsonValue } from '@chappe/crypto';
import type { RoomAlias, RoomVersionRules } from '@chappe/events';
import { initialPowerLevels } from './initial-power-levels.js';
import type { NewRoom } from './room-founding.js';
import type { BodyOf, createRoom } from '@chappe/matrix-api';
import { memberContent } from '../membership/member-content.js';
import type { NewStateEvent } from '../writing/prepared-event.js';

/** The validated body of POST /createRoom. */
export type CreateRoomBody = BodyOf<typeof createRoom>;

/** The room that a client asks for. */
export interface RequestedRoom {
  readonly creator: string;
  readonly body: CreateRoomBody;
  readonly rules: RoomVersionRules;
  readonly alias: RoomAlias | undefined;
  readonly profiles: readonly Profile[];
}

type Preset = NonNullable<CreateRoomBody['preset']>;

/** client-server-api, "POST /createRoom": what each preset sets. */
const PRESETS: Record<
  Preset,
  { readonly joinRule: string; readonly historyVisibility: string; readonly guestAccess: string }
> = {
  private_chat: { joinRule: 'invite', historyVisibility: 'shared', guestAccess: 'can_join' },
  trusted_private_chat: { joinRule: 'invite', historyVisibility: 'shared', guestAccess: 'can_join' },
  public_chat: { joinRule: 'public', historyVisibility: 'shared', guestAccess: 'forbidden' },
};

/** The room itself. */
export function newRoom({ creator, body, rules }: RequestedRoom): NewRoom {
  return { creator, rules, content: body.creation_content ?? {}, additionalCreators: additionalCreators(body) };
}

/** The events after m.room.create, in the order of the specification (client-server-api, "Room creation"). */
export function eventsAfterCreate(room: RequestedRoom): NewStateEvent[] {
  const { creator, body, rules, alias } = room;
  const administrators = rules.creatorsHaveInfinitePower ? [] : [creator, ...trustedInvitees(body)];
  const powerLevels = initialPowerLevels({ rules, administrators, override: body.power_level_content_override });
  const state = (type: string, content: JsonObject, stateKey = ''): NewStateEvent => ({
    type,
    sender: creator,
    stateKey,
    content,
  });
  return [
    state('m.room.member', memberContent({ membership: 'join', profile: profileOf(room, creator) }), creator),
    state('m.room.power_levels', powerLevels),
    ...(alias === undefined ? [] : [state('m.room.canonical_alias', { alias })]),
    ...presetEvents(room, state),
    ...(body.initial_state ?? []).map((event) => state(event.type, event.content, event.state_key)),
    ...(body.name === undefined ? [] : [state('m.room.name', { name: body.name })]),
    ...(body.topic === undefined ? [] : [state('m.room.topic', topicContent(body.topic))]),
    ...(body.invite ?? []).map((userId) => state('m.room.member', inviteContent(room, userId), userId)),
  ];
}

function presetEvents(
  { body }: RequestedRoom,
  state: (type: string, content: JsonObject) => NewStateEvent,
): NewStateEvent[] {
  const preset = PRESETS[body.preset ?? (body.visibility === 'public' ? 'public_chat' : 'private_chat')];
  return [
    state('m.room.join_rules', { join_rule: preset.joinRule }),
    state('m.room.history_visibility', { history_visibility: preset.historyVisibility }),
    state('m.room.guest_access', { guest_access: preset.guestAccess }),
  ];
}

/** With the plain text also in the form for rich topics (client-server-api, "m.room.topic"). */
function topicContent(topic: string): JsonObject {
  return { topic, 'm.topic': { 'm.text': [{ body: topic }] } };
}

function inviteContent(room: RequestedRoom, userId: string): JsonObject {
  const isDirect = room.body.is_direct === true;
  return memberContent({ membership: 'invite', profile: profileOf(room, userId), isDirect });
}

function trustedInvitees(body: CreateRoomBody): readonly string[] {
  return body.preset === 'trusted_private_chat' ? (body.invite ?? []) : [];
}

/** Those asked for, with the trusted invitees. Junk stays in its place: the authorization rules refuse it. */
function additionalCreators(body: CreateRoomBody): JsonValue[] {
  const asked = body.creation_content?.['additional_creators'] ?? [];
  return Array.isArray(asked) ? [...asked, ...trustedInvitees(body)] : [];
}

function profileOf(room: RequestedRoom, userId: string): Profile | undefined {
  return room.profiles.find((profile) => profile.userId === userId);
}
