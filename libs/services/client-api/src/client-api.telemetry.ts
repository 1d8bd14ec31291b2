import { Inject, Injectable } from '@nestjs/common';
import { Counter, type Registry } from 'prom-client';
import { LOGGER, type Logger, METRICS } from '@chappe/telemetry';

/** What the client API reports about user data. */
@Injectable()
export class ClientApiTelemetry {
  readonly #logger: Logger;
  readonly #fanOutsFailed: Counter<'subject'>;
  readonly #keysClaimed: Counter<'kind'>;
  readonly #toDeviceSent: Counter;

  constructor(@Inject(LOGGER) logger: Logger, @Inject(METRICS) metrics: Registry) {
    this.#logger = logger.child({ part: 'client-api' });
    const registers = [metrics];
    this.#fanOutsFailed = new Counter({
      name: 'client_api_fan_outs_failed_total',
      help: 'Failed tries to tell the room service of a changed profile or device list',
      labelNames: ['subject'] as const,
      registers,
    });
    this.#keysClaimed = new Counter({
      name: 'client_api_keys_claimed_total',
      help: 'Keys asked for by /keys/claim: handed out, or none left',
      labelNames: ['kind'] as const,
      registers,
    });
    this.#toDeviceSent = new Counter({
      name: 'client_api_to_device_messages_total',
      help: 'To-device messages accepted, one per recipient device',
      registers,
    });
  }

  fanOutsUnreadable(error: unknown): void {
    this.#logger.warn({ err: error }, 'the table of fan-outs cannot be used, trying again');
  }

  fanOutFailed(fanOut: { readonly userId: string; readonly subject: string }, error: unknown): void {
    this.#fanOutsFailed.inc({ subject: fanOut.subject });
    this.#logger.warn({ err: error, userId: fanOut.userId, subject: fanOut.subject }, 'a fan-out failed, trying again');
  }

  profileRefused(where: { readonly roomId: string; readonly userId: string }, error: unknown): void {
    this.#logger.info({ err: error, ...where }, 'a room refused the changed profile of a member');
  }

  settingsRefused(where: { readonly roomId: string; readonly userId: string }, error: unknown): void {
    this.#logger.info({ err: error, ...where }, 'the settings of a replaced room could not be carried over');
  }

  keysClaimed(handedOut: number, claimed: number): void {
    this.#keysClaimed.inc({ kind: 'handed_out' }, handedOut);
    this.#keysClaimed.inc({ kind: 'none_left' }, claimed - handedOut);
  }

  toDeviceSent(messages: number): void {
    this.#toDeviceSent.inc(messages);
  }
}
