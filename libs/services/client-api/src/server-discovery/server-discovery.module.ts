import { Module } from '@nestjs/common';
import { ServerAddress } from './server-address.js';
import { ServerDiscoveryEndpoints } from './server-discovery.endpoints.js';

/** Server discovery and capabilities (Client-Server API). */
@Module({ providers: [ServerDiscoveryEndpoints, ServerAddress], exports: [ServerAddress] })
export class ServerDiscoveryModule {}
