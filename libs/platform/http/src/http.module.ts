import { Global, Module } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { heapShare } from '@chappe/runtime';
import { AccessTokens } from './access/access-tokens.js';
import { BearerScheme } from './access/bearer-scheme.js';
import { InteractiveAuth } from './access/interactive-auth.js';
import { SessionFollower } from './access/session-follower.js';
import { EndpointBinder } from './binding/endpoint-binder.js';
import { Admission } from './binding/admission.js';
import { EndpointServer } from './binding/endpoint-server.js';
import { Listeners } from './binding/listeners.js';
import { BODIES_BYTES_MAX, BODIES_HEAP_PART } from './http.limits.js';
import { HttpTelemetry } from './http.telemetry.js';
import { RateLimits } from './limits/rate-limits.js';
import { TokenGuesses } from './limits/token-guesses.js';
import { OperationRoutes } from './operations/operation-routes.js';
import { BodyBudget } from './request/body-budget.js';
import { Draining } from './request/draining.js';
import { HttpShutdown } from './request/http-shutdown.js';
import { OpenRequests } from './request/open-requests.js';
import { RequestBodies } from './request/request-bodies.js';

/** Serves every endpoint handler of the process. Needs an application made with {@link HttpAdapter}. */
@Global()
@Module({
  imports: [DiscoveryModule],
  providers: [
    AccessTokens,
    BearerScheme,
    { provide: BodyBudget, useFactory: () => new BodyBudget(Math.min(BODIES_BYTES_MAX, heapShare(BODIES_HEAP_PART))) },
    Draining,
    EndpointBinder,
    Admission,
    EndpointServer,
    HttpShutdown,
    HttpTelemetry,
    InteractiveAuth,
    Listeners,
    OpenRequests,
    RequestBodies,
    OperationRoutes,
    RateLimits,
    SessionFollower,
    TokenGuesses,
  ],
  exports: [AccessTokens, Draining, InteractiveAuth, Listeners, RateLimits, TokenGuesses],
})
export class HttpModule {}
