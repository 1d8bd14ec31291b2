import { Injectable } from '@nestjs/common';
import { MatrixError } from '@chappe/matrix-api';

/** The requests under way whose handlers listen to their signal; all of them are aborted when the process ends. */
@Injectable()
export class OpenRequests {
  readonly #controllers = new Set<AbortController>();
  #closing: MatrixError | undefined;
  #leaving = false;
  #count = 0;
  #onIdle: (() => void) | undefined;

  /** Whether the process ends: connections are not kept after the answer. */
  get closing(): boolean {
    return this.#leaving || this.#closing !== undefined;
  }

  /** From now on no connection is kept after its answer; requests go on, new ones too. */
  leave(): void {
    this.#leaving = true;
  }

  begin(): void {
    this.#count += 1;
  }

  end(): void {
    this.#count -= 1;
    if (this.#count === 0) this.#onIdle?.();
  }

  /** A controller that {@link closeAll} aborts. */
  open(): AbortController {
    const controller = new AbortController();
    if (this.#closing) controller.abort(this.#closing);
    else this.#controllers.add(controller);
    return controller;
  }

  forget(controller: AbortController): void {
    this.#controllers.delete(controller);
  }

  /** Aborts every open request; handlers that give up with the signal's reason answer a retryable 503. */
  closeAll(): void {
    this.#closing ??= MatrixError.unavailable('The server is shutting down');
    for (const controller of this.#controllers) controller.abort(this.#closing);
    this.#controllers.clear();
  }

  /** Settles when no request is under way. */
  idle(): Promise<void> {
    if (this.#count === 0) return Promise.resolve();
    return new Promise((resolve) => {
      this.#onIdle = resolve;
    });
  }
}
