import { Module } from '@nestjs/common';
import { ServerDiscoveryModule } from '../server-discovery/server-discovery.module.js';
import { LandingPageEndpoints } from './landing-page.endpoints.js';

/** The page that people see who open the server in a browser. */
@Module({ imports: [ServerDiscoveryModule], providers: [LandingPageEndpoints] })
export class LandingPageModule {}
