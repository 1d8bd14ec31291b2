import type { FederationAnswer, FederationRequest } from './federation.js';
import type { SeededRandom } from './seeded-random.js';
import type { Trace } from './trace.js';
import type { VirtualClock } from './virtual-clock.js';

/** How bad the network is; all zero when it has healed. */
export interface NetworkFaults {
  readonly dropPercent: number;
  readonly repeatPercent: number;
  readonly delayMsMax: number;
}

/** A server as the network sees it. An answer of `undefined` is a refusal; one that is down never answers. */
export interface NetworkNode {
  receive(request: FederationRequest, from: string, answer: (answer: FederationAnswer) => void): void;
}

interface Call {
  readonly from: string;
  readonly to: string;
  readonly request: FederationRequest;
}

const ANSWER_TIMEOUT_MS = 4_000;
const DELAY_MS_MIN = 5;

/** Loses, repeats, delays and so reorders requests and answers, and keeps servers apart. */
export class Network {
  readonly #nodes = new Map<string, NetworkNode>();
  #faults: NetworkFaults = { dropPercent: 0, repeatPercent: 0, delayMsMax: 20 };
  /** The side of each server while there is a partition. */
  #sides: ReadonlyMap<string, number> = new Map();

  constructor(
    private readonly clock: VirtualClock,
    private readonly random: SeededRandom,
    private readonly trace: Trace,
  ) {}

  connect(name: string, node: NetworkNode): void {
    this.#nodes.set(name, node);
  }

  setFaults(faults: NetworkFaults): void {
    this.#faults = faults;
  }

  /** Keeps servers of different sides apart; an empty map heals. */
  part(sides: ReadonlyMap<string, number>): void {
    this.#sides = sides;
  }

  /** Calls back once: with the first answer to arrive, or with nothing when there is none in time or a refusal. */
  ask(call: Call, callback: (answer: FederationAnswer) => void): void {
    let isSettled = false;
    const settle = (answer: FederationAnswer): void => {
      if (isSettled) return;
      isSettled = true;
      callback(answer);
    };
    this.clock.after(ANSWER_TIMEOUT_MS, () => settle(undefined));
    this.#carry(call.from, call.to, () => {
      this.#nodes.get(call.to)?.receive(call.request, call.from, (answer) => {
        this.#carry(call.to, call.from, () => settle(answer));
      });
    });
  }

  #carry(from: string, to: string, deliver: () => void): void {
    const copies = this.random.chance(this.#faults.repeatPercent) ? 2 : 1;
    if (copies > 1) this.trace.note('network: repeated');
    for (let copy = 0; copy < copies; copy++) this.#carryOnce(from, to, deliver);
  }

  #carryOnce(from: string, to: string, deliver: () => void): void {
    if (this.random.chance(this.#faults.dropPercent)) {
      this.trace.note('network: dropped');
      return;
    }
    const delayMs = DELAY_MS_MIN + this.random.between(0, this.#faults.delayMsMax);
    this.clock.after(delayMs, () => {
      if (this.#sides.get(from) === this.#sides.get(to)) deliver();
      else this.trace.note('network: lost to a partition');
    });
  }
}
