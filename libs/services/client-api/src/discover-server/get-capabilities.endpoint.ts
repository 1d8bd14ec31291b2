import { Inject, Injectable } from '@nestjs/common';
import { configOf } from '@chappe/config';
import { ROOM_VERSIONS } from '@chappe/events';
import { Endpoint, type EndpointHandler } from '@chappe/http';
import { getCapabilities, type AnswerOf } from '@chappe/matrix-api';

/** What this service tells clients of the room service's settings; that service owns the section. */
interface RoomSettings {
  readonly defaultRoomVersion: string;
}

const AVAILABLE_ROOM_VERSIONS = Object.fromEntries(
  ROOM_VERSIONS.map(({ version, stable }) => [version, stable ? 'stable' : 'unstable']),
);

/**
 * GET /capabilities. What clients take for granted without an entry is named when it is not so; what they take for
 * absent is named when it works.
 */
@Injectable()
@Endpoint(getCapabilities)
export class GetCapabilitiesEndpoint implements EndpointHandler<typeof getCapabilities> {
  constructor(@Inject(configOf({ name: 'room' })) private readonly room: RoomSettings) {}

  handle(): Promise<AnswerOf<typeof getCapabilities>> {
    return Promise.resolve({
      capabilities: {
        'm.room_versions': { default: this.room.defaultRoomVersion, available: AVAILABLE_ROOM_VERSIONS },
        'm.change_password': { enabled: true },
        'm.profile_fields': { enabled: true },
        'm.3pid_changes': { enabled: false },
      },
    });
  }
}
