import { Inject, Injectable } from '@nestjs/common';
import { configOf, SERVER_IDENTITY, serverSection, type ServerConfig, type ServerIdentity } from '@chappe/config';
import type { CreateRoomRequest } from '@chappe/contracts';
import { parseJson } from '@chappe/crypto';
import { parseRoomAlias, roomVersionRules, type RoomAlias } from '@chappe/events';
import { MatrixError } from '@chappe/matrix-api';
import { CREATE_INITIAL_STATE_MAX, CREATE_INVITES_MAX } from '../room.limits.js';
import type { CreateRoomBody, RequestedRoom } from './initial-events.js';

/** Reads and checks what a client asks for in POST /createRoom. */
@Injectable()
export class RequestedRooms {
  constructor(
    @Inject(SERVER_IDENTITY) private readonly identity: ServerIdentity,
    @Inject(configOf(serverSection)) private readonly config: ServerConfig,
  ) {}

  /** @throws MatrixError M_UNSUPPORTED_ROOM_VERSION, M_INVALID_PARAM, M_BAD_JSON, M_FORBIDDEN */
  check(request: CreateRoomRequest): RequestedRoom {
    const body = parseJson(request.body.toString()) as CreateRoomBody;
    const version = body.room_version ?? this.config.defaultRoomVersion;
    const rules = roomVersionRules(version);
    if (!rules) throw new MatrixError('M_UNSUPPORTED_ROOM_VERSION', `Room version ${version} is not supported`);
    checkLimits(body);
    checkInitialState(body);
    return { creator: request.creator, body, rules, alias: this.#aliasOf(body), profiles: request.profiles };
  }

  #aliasOf({ room_alias_name: name }: CreateRoomBody): RoomAlias | undefined {
    if (name === undefined) return undefined;
    const alias = parseRoomAlias(`#${name}:${this.identity.serverName}`);
    if (!alias || name === '' || name.includes(':')) throw MatrixError.invalidParam('room_alias_name is malformed');
    return alias;
  }
}

function checkInitialState(body: CreateRoomBody): void {
  const isNameless = (body.initial_state ?? []).some(({ type }) => type === '');
  if (isNameless) throw MatrixError.invalidParam('An event of initial_state has no type');
}

function checkLimits(body: CreateRoomBody): void {
  const invites = body.invite ?? [];
  if (invites.length > CREATE_INVITES_MAX) {
    throw MatrixError.invalidParam(`More than ${CREATE_INVITES_MAX} invitations`);
  }
  if ((body.initial_state ?? []).length > CREATE_INITIAL_STATE_MAX) {
    throw MatrixError.invalidParam(`More than ${CREATE_INITIAL_STATE_MAX} events in initial_state`);
  }
  if ((body.invite_3pid ?? []).length > 0) {
    throw MatrixError.forbidden('Invitations by third-party identifier need an identity server, there is none');
  }
}
