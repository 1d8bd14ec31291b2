import { MatrixError } from '@chappe/matrix-api';

/** A body that comes in. */
export interface ComingBody {
  /** The requester, or the address where nobody is known. */
  readonly holder: string;
  /** Here so far. */
  bytes: number;
  /** Called when it is given up. */
  readonly cut: (refusal: MatrixError) => void;
}

/** What one holder has sent of bodies that are not whole yet. */
interface Held {
  bytes: number;
  readonly bodies: Set<ComingBody>;
}

/**
 * The memory of all bodies that come in. Beyond it the largest one of whoever holds most is given up, so that many slow
 * bodies cost who sends them, and others nothing.
 */
export class BodyBudget {
  readonly #held = new Map<string, Held>();
  #bytes = 0;

  constructor(private readonly bytesMax: number) {}

  begin(holder: string, cut: ComingBody['cut']): ComingBody {
    const body = { holder, bytes: 0, cut };
    const held = this.#held.get(holder) ?? { bytes: 0, bodies: new Set() };
    this.#held.set(holder, held);
    held.bodies.add(body);
    return body;
  }

  /** More of a body is here. It, or others, may be given up for that. */
  add(body: ComingBody, bytes: number): void {
    const held = this.#held.get(body.holder);
    if (!held) return;
    body.bytes += bytes;
    held.bytes += bytes;
    this.#bytes += bytes;
    while (this.#bytes > this.bytesMax) this.#giveUp();
  }

  /** The body is whole, was refused, or does not come any more. */
  leave(body: ComingBody): void {
    const held = this.#held.get(body.holder);
    if (!held?.bodies.delete(body)) return;
    held.bytes -= body.bytes;
    this.#bytes -= body.bytes;
    if (held.bodies.size === 0) this.#held.delete(body.holder);
  }

  #giveUp(): void {
    const most = largest(this.#held.values());
    const body = largest(most.bodies);
    this.leave(body);
    body.cut(
      new MatrixError('M_UNKNOWN', 'Too many bodies come in at the same time', {
        status: 503,
        headers: { 'retry-after': '1', connection: 'close' },
      }),
    );
  }
}

function largest<T extends { readonly bytes: number }>(some: Iterable<T>): T {
  let found: T | undefined;
  for (const one of some) if (!found || one.bytes > found.bytes) found = one;
  if (!found) throw new Error('bodies have bytes, but there are none');
  return found;
}
