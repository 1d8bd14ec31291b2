import type { Provider } from '@nestjs/common';
import { DeleteAlias } from './delete-alias/delete-alias.js';
import { DeleteAliasRpc } from './delete-alias/delete-alias.rpc.js';
import { GetContext } from './get-context/get-context.js';
import { GetContextRpc } from './get-context/get-context.rpc.js';
import { GetEvent } from './get-event/get-event.js';
import { GetEventRpc } from './get-event/get-event.rpc.js';
import { GetMembers } from './get-members/get-members.js';
import { GetMembersRpc } from './get-members/get-members.rpc.js';
import { GetMessages } from './get-messages/get-messages.js';
import { GetMessagesRpc } from './get-messages/get-messages.rpc.js';
import { GetState } from './get-state/get-state.js';
import { GetStateRpc } from './get-state/get-state.rpc.js';
import { GetUserRoomsRpc } from './get-user-rooms/get-user-rooms.rpc.js';
import { ListAliases } from './list-aliases/list-aliases.js';
import { ListAliasesRpc } from './list-aliases/list-aliases.rpc.js';
import { UserRooms } from './membership/user-rooms.js';
import { UserRoomsStore } from './membership/user-rooms.store.js';
import { ProjectUserRoomsConsumer } from './project-user-rooms/project-user-rooms.consumer.js';
import { PutAlias } from './put-alias/put-alias.js';
import { PutAliasRpc } from './put-alias/put-alias.rpc.js';
import { ReadRoom } from './read-room/read-room.js';
import { ReadRoomRpc } from './read-room/read-room.rpc.js';
import { ReadStateDelta } from './read-state-delta/read-state-delta.js';
import { ReadStateDeltaRpc } from './read-state-delta/read-state-delta.rpc.js';
import { ReadTimeline } from './read-timeline/read-timeline.js';
import { ReadTimelineRpc } from './read-timeline/read-timeline.rpc.js';
import { ResolveAlias } from './resolve-alias/resolve-alias.js';
import { ResolveAliasRpc } from './resolve-alias/resolve-alias.rpc.js';
import { CurrentStateStore } from './room-state/current-state.store.js';
import { PastState } from './room-state/past-state.js';
import { SenderMembers } from './room-state/sender-members.js';
import { HistoryScan } from './visibility/history-scan.js';
import { Readers } from './visibility/readers.js';
import { Visibility } from './visibility/visibility.js';

const nouns = [
  CurrentStateStore,
  HistoryScan,
  PastState,
  Readers,
  SenderMembers,
  UserRooms,
  UserRoomsStore,
  Visibility,
];

const useCases = [
  DeleteAlias,
  GetContext,
  GetEvent,
  GetMembers,
  GetMessages,
  GetState,
  ListAliases,
  PutAlias,
  ReadRoom,
  ReadStateDelta,
  ReadTimeline,
  ResolveAlias,
];

const handlers = [
  DeleteAliasRpc,
  GetContextRpc,
  GetEventRpc,
  GetMembersRpc,
  GetMessagesRpc,
  GetStateRpc,
  GetUserRoomsRpc,
  ListAliasesRpc,
  ProjectUserRoomsConsumer,
  PutAliasRpc,
  ReadRoomRpc,
  ReadStateDeltaRpc,
  ReadTimelineRpc,
  ResolveAliasRpc,
];

/** Providers of the read side. */
export const roomReadProviders: Provider[] = [...nouns, ...useCases, ...handlers];
