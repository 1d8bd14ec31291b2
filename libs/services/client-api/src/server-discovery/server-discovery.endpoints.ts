import { Inject, Injectable } from '@nestjs/common';
import { configOf, type ServerConfig, serverSection } from '@chappe/config';
import { ROOM_VERSIONS } from '@chappe/events';
import { Endpoint } from '@chappe/http';
import {
  type AnswerOf,
  type EmptyAnswer,
  getCapabilities,
  getProtocols,
  getTurnServer,
  getVersions,
  getWellKnownClient,
  MatrixError,
} from '@chappe/matrix-api';
import { SERVED_FEATURES, SERVED_VERSIONS } from './served-versions.js';
import { ServerAddress } from './server-address.js';

const AVAILABLE_ROOM_VERSIONS = Object.fromEntries(
  ROOM_VERSIONS.map(({ version, stable }) => [version, stable ? 'stable' : 'unstable']),
);

/** What clients find out about the server (Client-Server API, "Server discovery", "Capabilities negotiation"). */
@Injectable()
export class ServerDiscoveryEndpoints {
  constructor(
    private readonly address: ServerAddress,
    @Inject(configOf(serverSection)) private readonly server: Pick<ServerConfig, 'defaultRoomVersion'>,
  ) {}

  /** GET /.well-known/matrix/client, where the server's own host asks this process for it. */
  @Endpoint(getWellKnownClient)
  async getWellKnownClient(): Promise<AnswerOf<typeof getWellKnownClient>> {
    const baseUrl = this.address.configured;
    // Not the address of the request: clients keep the answer, and a client that got here has an address that works.
    if (baseUrl === undefined) throw MatrixError.notFound('The setting server.publicBaseUrl is not set');
    return { 'm.homeserver': { base_url: baseUrl } };
  }

  /** GET /_matrix/client/versions */
  @Endpoint(getVersions)
  getVersions(): Promise<AnswerOf<typeof getVersions>> {
    return Promise.resolve({ versions: [...SERVED_VERSIONS], unstable_features: { ...SERVED_FEATURES } });
  }

  /**
   * GET /capabilities. What clients take for granted without an entry is named when it is not so; what they take for
   * absent is named when it works.
   */
  @Endpoint(getCapabilities)
  getCapabilities(): Promise<AnswerOf<typeof getCapabilities>> {
    return Promise.resolve({
      capabilities: {
        'm.room_versions': { default: this.server.defaultRoomVersion, available: AVAILABLE_ROOM_VERSIONS },
        'm.change_password': { enabled: true },
        'm.profile_fields': { enabled: true },
        'm.3pid_changes': { enabled: false },
      },
    });
  }
  /**
   * GET /voip/turnServer
   * SPEC-DEVIATION(no member is there, because there is no TURN server: the specification has no form for that, and
   * clients take an answer without `uris` for it.)
   */
  @Endpoint(getTurnServer)
  getTurnServer(): Promise<EmptyAnswer> {
    return Promise.resolve({});
  }

  /** GET /thirdparty/protocols: no application service leads to any. */
  @Endpoint(getProtocols)
  getProtocols(): Promise<AnswerOf<typeof getProtocols>> {
    return Promise.resolve({});
  }
}
