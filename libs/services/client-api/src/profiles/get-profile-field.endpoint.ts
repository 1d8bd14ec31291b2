import { Injectable } from '@nestjs/common';
import type { JsonObject } from '@chappe/crypto';
import { fieldOf } from '@chappe/events';
import { Endpoint, type EndpointHandler, type EndpointRequest } from '@chappe/http';
import { getProfileField, MatrixError } from '@chappe/matrix-api';
import { KnownProfiles } from './known-profiles.js';

/** GET /profile/{userId}/{keyName} */
@Injectable()
@Endpoint(getProfileField)
export class GetProfileFieldEndpoint implements EndpointHandler<typeof getProfileField> {
  constructor(private readonly profiles: KnownProfiles) {}

  async handle({ params }: EndpointRequest<typeof getProfileField>): Promise<JsonObject> {
    const value = fieldOf(await this.profiles.get(params.userId), params.keyName);
    if (value === undefined) throw MatrixError.notFound('The profile has no such field');
    return { [params.keyName]: value };
  }
}
