import { Injectable } from '@nestjs/common';
import { fieldOf } from '@chappe/events';
import { Endpoint, type EndpointHandler, type EndpointRequest } from '@chappe/http';
import { MatrixError, setProfileField } from '@chappe/matrix-api';
import { checkProfileChange } from './check-profile-change.js';
import { readProfileValue } from './check-profile-field.js';
import { Profiles } from './profiles.js';

/** PUT /profile/{userId}/{keyName} */
@Injectable()
@Endpoint(setProfileField)
export class SetProfileFieldEndpoint implements EndpointHandler<typeof setProfileField> {
  constructor(private readonly profiles: Profiles) {}

  async handle({ params, body, requester }: EndpointRequest<typeof setProfileField>): Promise<Record<string, never>> {
    const { userId, keyName } = params;
    checkProfileChange(requester, userId, keyName);
    const value = fieldOf(body, keyName);
    if (value === undefined) throw MatrixError.missingParam(`The body must have ${keyName}`);
    await this.profiles.setField(userId, keyName, readProfileValue(keyName, value));
    return {};
  }
}
