import { Module } from '@nestjs/common';
import { ClientEvents } from './room-history/client-events.js';
import { ContactPreferences } from './account-data/contact-preferences.js';
import { CreateRoomEndpoint } from './room-creation/create-room.endpoint.js';
import { GetCapabilitiesEndpoint } from './server-discovery/get-capabilities.endpoint.js';
import { GetVersionsEndpoint } from './server-discovery/get-versions.endpoint.js';
import { GetWellKnownClientEndpoint } from './server-discovery/get-well-known-client.endpoint.js';
import { ForgetRoomEndpoint } from './room-membership/forget-room.endpoint.js';
import { InviteUserEndpoint } from './room-membership/invite-user.endpoint.js';
import { JoinRoomByIdOrAliasEndpoint } from './room-membership/join-room-by-id-or-alias.endpoint.js';
import { JoinRoomEndpoint } from './room-membership/join-room.endpoint.js';
import { KnockRoomEndpoint } from './room-membership/knock-room.endpoint.js';
import { LeaveRoomEndpoint } from './room-membership/leave-room.endpoint.js';
import { GetJoinedRoomsEndpoint } from './room-membership/get-joined-rooms.endpoint.js';
import { Invitees } from './room-creation/invitees.js';
import { MemberState } from './room-membership/member-state.js';
import { Memberships } from './room-membership/memberships.js';
import { DeleteRoomAliasEndpoint } from './room-aliases/delete-room-alias.endpoint.js';
import { GetRoomAliasEndpoint } from './room-aliases/get-room-alias.endpoint.js';
import { GetRoomAliasesEndpoint } from './room-aliases/get-room-aliases.endpoint.js';
import { SetRoomAliasEndpoint } from './room-aliases/set-room-alias.endpoint.js';
import { GetContextEndpoint } from './room-history/get-context.endpoint.js';
import { GetEventEndpoint } from './room-history/get-event.endpoint.js';
import { GetJoinedMembersEndpoint } from './room-history/get-joined-members.endpoint.js';
import { GetMembersEndpoint } from './room-history/get-members.endpoint.js';
import { GetMessagesEndpoint } from './room-history/get-messages.endpoint.js';
import { GetRoomStateEventEndpoint } from './room-history/get-room-state-event.endpoint.js';
import { GetRoomStateEndpoint } from './room-history/get-room-state.endpoint.js';
import { RedactEventEndpoint } from './room-events/redact-event.endpoint.js';
import { BanUserEndpoint } from './room-membership/ban-user.endpoint.js';
import { KickUserEndpoint } from './room-membership/kick-user.endpoint.js';
import { UnbanUserEndpoint } from './room-membership/unban-user.endpoint.js';
import { RoomEvents } from './room-events/room-events.js';
import { PageTokens } from './room-history/page-tokens.js';
import { RoomSettings } from './room-creation/room-settings.js';
import { RoomNames } from './room-aliases/room-names.js';
import { SendEventEndpoint } from './room-events/send-event.endpoint.js';
import { ServerAddress } from './server-discovery/server-address.js';
import { SetRoomStateEndpoint } from './room-events/set-room-state.endpoint.js';
import { GetLandingPageEndpoint } from './landing-page/get-landing-page.endpoint.js';
import { UpgradeRoomEndpoint } from './room-creation/upgrade-room.endpoint.js';
import { UserDataModule } from './user-data.module.js';

const NOUNS = [
  ClientEvents,
  ContactPreferences,
  Invitees,
  MemberState,
  Memberships,
  PageTokens,
  RoomEvents,
  RoomNames,
  RoomSettings,
  ServerAddress,
];

/**
 * The client API's endpoints for rooms and for finding out about the server. Needs the platform's modules and the
 * clients of room and auth.
 */
@Module({
  imports: [UserDataModule],
  providers: [
    ...NOUNS,
    BanUserEndpoint,
    CreateRoomEndpoint,
    DeleteRoomAliasEndpoint,
    ForgetRoomEndpoint,
    GetCapabilitiesEndpoint,
    GetContextEndpoint,
    GetEventEndpoint,
    GetJoinedMembersEndpoint,
    GetJoinedRoomsEndpoint,
    GetLandingPageEndpoint,
    GetMembersEndpoint,
    GetMessagesEndpoint,
    GetRoomAliasEndpoint,
    GetRoomAliasesEndpoint,
    GetRoomStateEndpoint,
    GetRoomStateEventEndpoint,
    GetVersionsEndpoint,
    GetWellKnownClientEndpoint,
    InviteUserEndpoint,
    JoinRoomByIdOrAliasEndpoint,
    JoinRoomEndpoint,
    KickUserEndpoint,
    KnockRoomEndpoint,
    LeaveRoomEndpoint,
    RedactEventEndpoint,
    SendEventEndpoint,
    SetRoomAliasEndpoint,
    SetRoomStateEndpoint,
    UnbanUserEndpoint,
    UpgradeRoomEndpoint,
  ],
})
export class RoomsModule {}
