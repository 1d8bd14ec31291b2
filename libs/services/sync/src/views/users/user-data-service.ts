import type { UserDataServiceDefinition } from '@chappe/contracts';
import type { ServiceClient } from '@chappe/grpc';

/** What the sync service asks of the owner of user data. */
export type UserDataService = Pick<
  ServiceClient<typeof UserDataServiceDefinition>,
  'readUser' | 'readDevice' | 'acknowledgeToDevice' | 'getFilter'
>;
