import { MatrixError } from '@chappe/matrix-api';
import type { Clock } from '@chappe/runtime';
import { UPLOAD_BYTES_PER_SECOND_MIN, UPLOAD_STALL_MS_MAX } from '../http.limits.js';

const WINDOW_BYTES_MIN = (UPLOAD_BYTES_PER_SECOND_MIN * UPLOAD_STALL_MS_MAX) / 1_000;

/**
 * Watches that a streamed body moves. A client that we keep waiting is not the slow one: it has filled the buffer,
 * which holds more than it must send in a window.
 */
export class UploadPace {
  #bytes = 0;
  #wasHeld = false;
  readonly #stop: () => void;

  /**
   * @param isHeld whether the client is kept waiting now
   * @param late called when a window has passed in which too little came
   */
  constructor(clock: Clock, isHeld: () => boolean, late: (refusal: MatrixError) => void) {
    this.#stop = clock.every(UPLOAD_STALL_MS_MAX, () => {
      const isFine = this.#wasHeld || this.#bytes >= WINDOW_BYTES_MIN;
      this.#bytes = 0;
      this.#wasHeld = isHeld();
      if (!isFine && !this.#wasHeld) late(tooSlow());
    });
  }

  moved(bytes: number): void {
    this.#bytes += bytes;
  }

  held(): void {
    this.#wasHeld = true;
  }

  stop(): void {
    this.#stop();
  }
}

function tooSlow(): MatrixError {
  return new MatrixError('M_UNKNOWN', `The body came in at less than ${UPLOAD_BYTES_PER_SECOND_MIN} bytes a second`, {
    status: 408,
    headers: { connection: 'close' },
  });
}
