import { Inject, Injectable } from '@nestjs/common';
import type { MatrixError } from '@chappe/matrix-api';
import {
  type AuditEntry,
  auditWriter,
  type AuditVerdict,
  LOGGER,
  type Logger,
  METRICS,
  type Metrics,
} from '@chappe/telemetry';
import { Counter, Gauge } from 'prom-client';

/** A login as it is reported. */
export type ReportedLogin = Pick<AuditEntry, 'user' | 'device' | 'address'> & { readonly error?: MatrixError };

/** What the auth service reports. Ids and addresses go to the log, never into labels; what users do is audited. */
@Injectable()
export class AuthTelemetry {
  readonly #logger: Logger;
  /** Writes an audit line. */
  readonly audit: (entry: AuditEntry) => void;
  readonly #logins: Counter<'result'>;
  readonly #registrations: Counter;
  readonly #refreshes: Counter;
  readonly #deactivationsOpen: Gauge;
  readonly #deactivationAge: Gauge;
  readonly #deactivationStepsFailed: Counter<'service'>;

  constructor(@Inject(LOGGER) logger: Logger, @Inject(METRICS) metrics: Metrics) {
    this.#logger = logger.child({ part: 'auth' });
    this.audit = auditWriter(logger);
    const registers = [metrics];
    this.#logins = new Counter({
      name: 'auth_logins_total',
      help: 'Logins by how they ended',
      labelNames: ['result'],
      registers,
    });
    this.#registrations = new Counter({ name: 'auth_registrations_total', help: 'Accounts registered', registers });
    this.#refreshes = new Counter({ name: 'auth_refreshes_total', help: 'Access tokens refreshed', registers });
    this.#deactivationsOpen = new Gauge({
      name: 'auth_deactivations_open',
      help: 'Deactivated accounts of which something may be left',
      registers,
    });
    this.#deactivationAge = new Gauge({
      name: 'auth_deactivation_oldest_seconds',
      help: 'Time since the oldest of these requests; 0: there is none',
      registers,
    });
    this.#deactivationStepsFailed = new Counter({
      name: 'auth_deactivation_steps_failed_total',
      help: 'Steps of deactivations that a service did not carry out; they are tried again',
      labelNames: ['service'],
      registers,
    });
  }

  login({ error, ...login }: ReportedLogin): void {
    const verdict = verdictOf(error);
    this.#logins.inc({ result: verdict });
    this.audit({
      event: 'login',
      verdict,
      ...login,
      how: 'm.login.password',
      ...(error && { errcode: error.errcode }),
    });
  }

  registered(account: Pick<AuditEntry, 'user' | 'device' | 'address'>): void {
    this.#registrations.inc();
    this.audit({ event: 'registration', verdict: 'ok', ...account });
  }

  refreshed(): void {
    this.#refreshes.inc();
  }

  deactivationsOpen(count: number, oldestMs: number): void {
    this.#deactivationsOpen.set(count);
    this.#deactivationAge.set(oldestMs / 1_000);
  }

  deactivationStepFailed({ userId, service }: { userId: string; service: string }, error: unknown): void {
    this.#deactivationStepsFailed.inc({ service });
    this.#logger.warn({ err: error, userId, service }, 'a step of a deactivation failed, trying again');
  }

  deactivationsUnusable(error: unknown): void {
    this.#logger.warn({ err: error }, 'the table of deactivations cannot be used, trying again');
  }

  lastSeenLost(count: number, error: unknown): void {
    this.#logger.warn({ count, error }, 'last use of devices could not be written');
  }

  cleanupFailed(error: unknown): void {
    this.#logger.warn({ error }, 'expired authentication sessions could not be removed');
  }
}

/** What a refusal is in an audit line; no error is none. */
export function verdictOf(error: MatrixError | undefined): AuditVerdict {
  if (!error) return 'ok';
  return error.errcode === 'M_LIMIT_EXCEEDED' ? 'limited' : 'refused';
}
