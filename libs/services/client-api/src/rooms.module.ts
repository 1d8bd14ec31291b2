import { Module } from '@nestjs/common';
import { ClientEvents } from './client-events/client-events.js';
import { ContactPreferences } from './contact-preferences/contact-preferences.js';
import { CreateRoomEndpoint } from './create-room/create-room.endpoint.js';
import { GetCapabilitiesEndpoint } from './discover-server/get-capabilities.endpoint.js';
import { GetVersionsEndpoint } from './discover-server/get-versions.endpoint.js';
import { GetWellKnownClientEndpoint } from './discover-server/get-well-known-client.endpoint.js';
import { ForgetRoomEndpoint } from './forget-room/forget-room.endpoint.js';
import { InviteUserEndpoint } from './invite-user/invite-user.endpoint.js';
import { JoinRoomByIdOrAliasEndpoint } from './join-room/join-room-by-id-or-alias.endpoint.js';
import { JoinRoomEndpoint } from './join-room/join-room.endpoint.js';
import { KnockRoomEndpoint } from './knock-room/knock-room.endpoint.js';
import { LeaveRoomEndpoint } from './leave-room/leave-room.endpoint.js';
import { GetJoinedRoomsEndpoint } from './list-rooms/get-joined-rooms.endpoint.js';
import { Invitees } from './memberships/invitees.js';
import { MemberState } from './memberships/member-state.js';
import { Memberships } from './memberships/memberships.js';
import { DeleteRoomAliasEndpoint } from './name-rooms/delete-room-alias.endpoint.js';
import { GetRoomAliasEndpoint } from './name-rooms/get-room-alias.endpoint.js';
import { GetRoomAliasesEndpoint } from './name-rooms/get-room-aliases.endpoint.js';
import { SetRoomAliasEndpoint } from './name-rooms/set-room-alias.endpoint.js';
import { GetContextEndpoint } from './read-context/get-context.endpoint.js';
import { GetEventEndpoint } from './read-event/get-event.endpoint.js';
import { GetJoinedMembersEndpoint } from './read-members/get-joined-members.endpoint.js';
import { GetMembersEndpoint } from './read-members/get-members.endpoint.js';
import { GetMessagesEndpoint } from './read-messages/get-messages.endpoint.js';
import { GetRoomStateEventEndpoint } from './read-state/get-room-state-event.endpoint.js';
import { GetRoomStateEndpoint } from './read-state/get-room-state.endpoint.js';
import { RedactEventEndpoint } from './redact-event/redact-event.endpoint.js';
import { BanUserEndpoint } from './remove-user/ban-user.endpoint.js';
import { KickUserEndpoint } from './remove-user/kick-user.endpoint.js';
import { UnbanUserEndpoint } from './remove-user/unban-user.endpoint.js';
import { RoomEvents } from './room-events/room-events.js';
import { PageTokens } from './room-pages/page-tokens.js';
import { RoomSettings } from './room-settings/room-settings.js';
import { RoomNames } from './rooms/room-names.js';
import { SendEventEndpoint } from './send-event/send-event.endpoint.js';
import { ServerAddress } from './server-address/server-address.js';
import { SetRoomStateEndpoint } from './set-room-state/set-room-state.endpoint.js';
import { GetLandingPageEndpoint } from './show-landing-page/get-landing-page.endpoint.js';
import { UpgradeRoomEndpoint } from './upgrade-room/upgrade-room.endpoint.js';
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
