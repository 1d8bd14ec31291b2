import { Injectable } from '@nestjs/common';
import { Endpoint, type EndpointHandler, type EndpointRequest } from '@chappe/http';
import { deleteProfileField } from '@chappe/matrix-api';
import { checkProfileChange } from './check-profile-change.js';
import { Profiles } from './profiles.js';

/** DELETE /profile/{userId}/{keyName} */
@Injectable()
@Endpoint(deleteProfileField)
export class DeleteProfileFieldEndpoint implements EndpointHandler<typeof deleteProfileField> {
  constructor(private readonly profiles: Profiles) {}

  async handle({ params, requester }: EndpointRequest<typeof deleteProfileField>): Promise<Record<string, never>> {
    checkProfileChange(requester, params.userId, params.keyName);
    await this.profiles.setField(params.userId, params.keyName, undefined);
    return {};
  }
}
