import { Injectable } from '@nestjs/common';
import type { JsonObject } from '@chappe/crypto';
import { Endpoint, type EndpointHandler, type EndpointRequest } from '@chappe/http';
import { getProfile } from '@chappe/matrix-api';
import { KnownProfiles } from './known-profiles.js';

/** GET /profile/{userId} */
@Injectable()
@Endpoint(getProfile)
export class GetProfileEndpoint implements EndpointHandler<typeof getProfile> {
  constructor(private readonly profiles: KnownProfiles) {}

  async handle({ params }: EndpointRequest<typeof getProfile>): Promise<JsonObject> {
    return this.profiles.get(params.userId);
  }
}
