import { Inject, Injectable } from '@nestjs/common';
import { RoomServiceDefinition, UserDataServiceDefinition } from '@chappe/contracts';
import { clientOf, type ServiceClient } from '@chappe/grpc';
import type { Deactivation, DeactivationStep } from './deactivation.js';

type Hook = (deactivation: Deactivation) => Promise<DeactivationStep>;

/** What each service does when an account is deactivated. A service with nothing to do says so in its manifest. */
@Injectable()
export class DeactivationHooks {
  readonly #hooks: Readonly<Record<string, Hook>>;

  constructor(
    @Inject(clientOf(RoomServiceDefinition)) rooms: ServiceClient<typeof RoomServiceDefinition>,
    @Inject(clientOf(UserDataServiceDefinition)) userData: ServiceClient<typeof UserDataServiceDefinition>,
  ) {
    this.#hooks = {
      room: ({ userId, erase, roomPositions, next }) =>
        rooms.deactivateUser({ userId, erase, roomPositions: [...roomPositions], after: next }),
      'client-api': async ({ userId, erase, next }) => ({
        ...(await userData.deactivateUserData({ userId, erase, after: next })),
        failed: 0,
      }),
    };
  }

  /** Names of the services that have something to do. */
  get services(): string[] {
    return Object.keys(this.#hooks);
  }

  /** Has a service do its next step. */
  async step(deactivation: Deactivation): Promise<DeactivationStep> {
    const hook = this.#hooks[deactivation.service];
    if (!hook) throw new Error(`${deactivation.service} has no hook`);
    return hook(deactivation);
  }
}
