import { Inject, Injectable } from '@nestjs/common';
import { RoomServiceDefinition, UserDataServiceDefinition } from '@chappe/contracts';
import { EVENT_LOG, TransientBus, type EventLog } from '@chappe/event-log';
import { clientOf } from '@chappe/grpc';
import { CLOCK, RANDOMNESS, type Clock, type Randomness } from '@chappe/runtime';
import type { RoomService } from './rooms/room-service.js';
import type { UserDataService } from './users/user-data-service.js';
import type { ViewsPorts } from './views.js';

/** The services that own what the views are built from. */
@Injectable()
export class OwnerServices {
  constructor(
    @Inject(clientOf(RoomServiceDefinition)) readonly room: RoomService,
    @Inject(clientOf(UserDataServiceDefinition)) readonly userData: UserDataService,
  ) {}
}

/** Everything outside this service that the views use. */
@Injectable()
export class SyncServices {
  constructor(
    private readonly owners: OwnerServices,
    @Inject(EVENT_LOG) private readonly eventLog: EventLog,
    private readonly bus: TransientBus,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(RANDOMNESS) private readonly randomness: Randomness,
  ) {}

  /** A new name for this replica each time: serial numbers of typing start again with it. */
  ports(): Omit<ViewsPorts, 'reports' | 'viewBytesMax' | 'userIdleMs'> {
    const { owners, eventLog, bus, clock } = this;
    const instance = this.randomness.bytes(4).readUInt32BE() || 1;
    return { room: owners.room, userData: owners.userData, eventLog, bus, clock, instance };
  }
}
