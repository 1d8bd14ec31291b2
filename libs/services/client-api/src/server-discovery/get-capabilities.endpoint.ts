import { Inject, Injectable } from '@nestjs/common';
import { configOf, serverSection, type ServerConfig } from '@chappe/config';
import { ROOM_VERSIONS } from '@chappe/events';
import { Endpoint, type EndpointHandler } from '@chappe/http';
import { getCapabilities, type AnswerOf } from '@chappe/matrix-api';

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
  constructor(@Inject(configOf(serverSection)) private readonly server: Pick<ServerConfig, 'defaultRoomVersion'>) {}

  handle(): Promise<AnswerOf<typeof getCapabilities>> {
    return Promise.resolve({
      capabilities: {
        'm.room_versions': { default: this.server.defaultRoomVersion, available: AVAILABLE_ROOM_VERSIONS },
        'm.change_password': { enabled: true },
        'm.profile_fields': { enabled: true },
        'm.3pid_changes': { enabled: false },
      },
    });
  }
}
