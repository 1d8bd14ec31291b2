import type { Provider } from '@nestjs/common';
import { DeleteAlias } from './aliases/delete-alias.js';
import { DeleteAliasRpc } from './aliases/delete-alias.rpc.js';
import { GetContext } from './history/get-context.js';
import { GetContextRpc } from './history/get-context.rpc.js';
import { GetEvent } from './history/history.rpcs.js';
import { GetEventRpc } from './history/get-event.rpc.js';
import { GetMembers } from './history/get-members.js';
import { GetMembersRpc } from './history/get-members.rpc.js';
import { GetMessages } from './history/get-messages.js';
import { GetMessagesRpc } from './history/get-messages.rpc.js';
import { GetState } from './history/get-state.js';
import { GetStateRpc } from './history/get-state.rpc.js';
import { GetUserRoomsRpc } from './user-rooms/user-rooms.rpcs.js';
import { ListAliases } from './aliases/list-aliases.js';
import { ListAliasesRpc } from './aliases/list-aliases.rpc.js';
import { UserRooms } from './user-rooms/user-rooms.js';
import { UserRoomsStore } from './user-rooms/user-rooms.store.js';
import { ProjectUserRoomsConsumer } from './user-rooms/user-rooms.consumer.js';
import { PutAlias } from './aliases/aliases.rpcs.js';
import { PutAliasRpc } from './aliases/put-alias.rpc.js';
import { ReadRoom } from './sync/read-room.js';
import { ReadRoomRpc } from './sync/read-room.rpc.js';
import { ReadStateDelta } from './sync/read-state-delta.js';
import { ReadStateDeltaRpc } from './sync/read-state-delta.rpc.js';
import { ReadTimeline } from './sync/read-timeline.js';
import { ReadTimelineRpc } from './sync/sync.rpcs.js';
import { ResolveAlias } from './aliases/resolve-alias.js';
import { ResolveAliasRpc } from './aliases/resolve-alias.rpc.js';
import { CurrentStateStore } from './state/current-state.store.js';
import { PastState } from './state/past-state.js';
import { SenderMembers } from './state/sender-members.js';
import { HistoryScan } from './history/history-scan.js';
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
