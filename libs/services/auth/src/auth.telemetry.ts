import { Inject, Injectable } from '@nestjs/common';
import { LOGGER, type Logger, METRICS, type Metrics } from '@chappe/telemetry';
import { Counter } from 'prom-client';

export type LoginResult = 'ok' | 'refused' | 'limited';

/** What the auth service reports. Ids go to the log, never into labels. */
@Injectable()
export class AuthTelemetry {
  readonly #logger: Logger;
  readonly #logins: Counter<'result'>;
  readonly #registrations: Counter;
  readonly #refreshes: Counter;

  constructor(@Inject(LOGGER) logger: Logger, @Inject(METRICS) metrics: Metrics) {
    this.#logger = logger.child({ part: 'auth' });
    const registers = [metrics];
    this.#logins = new Counter({
      name: 'auth_logins_total',
      help: 'Logins by how they ended',
      labelNames: ['result'],
      registers,
    });
    this.#registrations = new Counter({ name: 'auth_registrations_total', help: 'Accounts registered', registers });
    this.#refreshes = new Counter({ name: 'auth_refreshes_total', help: 'Access tokens refreshed', registers });
  }

  login(result: LoginResult): void {
    this.#logins.inc({ result });
  }

  registered(userId: string): void {
    this.#registrations.inc();
    this.#logger.info({ userId }, 'account registered');
  }

  refreshed(): void {
    this.#refreshes.inc();
  }

  passwordChanged(userId: string): void {
    this.#logger.info({ userId }, 'password changed');
  }

  deactivated(userId: string, erase: boolean): void {
    this.#logger.info({ userId, erase }, 'account deactivated');
  }

  lastSeenLost(count: number, error: unknown): void {
    this.#logger.warn({ count, error }, 'last use of devices could not be written');
  }

  cleanupFailed(error: unknown): void {
    this.#logger.warn({ error }, 'expired authentication sessions could not be removed');
  }
}
