import { Injectable } from '@nestjs/common';
import { Endpoint, type EndpointHandler } from '@chappe/http';
import { getVersions, type AnswerOf } from '@chappe/matrix-api';
import { SERVED_FEATURES, SERVED_VERSIONS } from './served-versions.js';

/** GET /_matrix/client/versions */
@Injectable()
@Endpoint(getVersions)
export class GetVersionsEndpoint implements EndpointHandler<typeof getVersions> {
  handle(): Promise<AnswerOf<typeof getVersions>> {
    return Promise.resolve({ versions: [...SERVED_VERSIONS], unstable_features: { ...SERVED_FEATURES } });
  }
}
