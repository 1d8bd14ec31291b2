import type { AuthServiceDefinition } from '@chappe/contracts';
import type { ServiceClient } from '@chappe/grpc';

/** The owner of accounts and devices, as this service asks it. */
export type AuthService = ServiceClient<typeof AuthServiceDefinition>;
