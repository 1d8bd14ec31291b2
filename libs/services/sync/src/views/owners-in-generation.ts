import { partitionOf } from '@chappe/contracts';
import type { Generations, LogPositions } from '@chappe/event-log';
import { MatrixError } from '@chappe/matrix-api';
import type { RoomService } from './rooms/room-service.js';
import type { UserDataService } from './users/user-data-service.js';

interface Owners {
  readonly room: RoomService;
  readonly userData: UserDataService;
}

/** The owners of what views are made of, asked for what fits the positions of one generation. */
export class OwnersInGeneration implements Owners {
  readonly room: RoomService;
  readonly userData: UserDataService;
  /** The generation of all that was answered. */
  #generation: number;
  /** The newest positions that owners answered with; index = partition. */
  readonly #newest: { readonly room: number[]; readonly user: number[] } = { room: [], user: [] };

  constructor(
    { room, userData }: Owners,
    private readonly generations: Generations,
    private readonly partitionCount: number,
  ) {
    this.#generation = generations.current;
    this.room = this.#roomOf(room);
    this.userData = this.#userDataOf(userData);
  }

  get generation(): number {
    return this.#generation;
  }

  /**
   * The current generation becomes the one of all that was answered.
   * @returns false when some of that is lost: it is left in the generation before
   */
  enterCurrent(): boolean {
    const { begin, current } = this.generations;
    if (begin && isBeyond(this.#newest, begin)) return false;
    this.#generation = current;
    return true;
  }

  #roomOf(room: RoomService): RoomService {
    return {
      readRoom: (request) =>
        this.#ask(
          request,
          (asked) => room.readRoom(asked),
          ({ position }) => this.#note('room', request.roomId, position),
        ),
      readTimeline: (request) => this.#ask(request, (asked) => room.readTimeline(asked)),
      readState: (request) => this.#ask(request, (asked) => room.readState(asked)),
      readSlots: (request) => this.#ask(request, (asked) => room.readSlots(asked)),
      readEvents: (request) => this.#ask(request, (asked) => room.readEvents(asked)),
      readStateDelta: (request) => this.#ask(request, (asked) => room.readStateDelta(asked)),
      getUserRooms: (request) =>
        this.#ask(
          request,
          (asked) => room.getUserRooms(asked),
          ({ positions }) => {
            for (const [partition, position] of positions.entries()) raise(this.#newest.room, partition, position);
          },
        ),
    };
  }

  #userDataOf(userData: UserDataService): UserDataService {
    return {
      readUser: (request) =>
        this.#ask(
          request,
          (asked) => userData.readUser(asked),
          ({ position }) => this.#note('user', request.userId, position),
        ),
      readDevice: (request) =>
        this.#ask(
          request,
          (asked) => userData.readDevice(asked),
          ({ position }) => this.#note('user', request.userId, position),
        ),
      acknowledgeToDevice: (request) => this.#ask(request, (asked) => userData.acknowledgeToDevice(asked)),
      getFilter: (request) => userData.getFilter(request),
    };
  }

  /**
   * An owner in another generation refuses with 503; what comes back in another one than it was asked in fits nothing.
   */
  async #ask<Request extends object, Answer>(
    request: Request,
    call: (request: Request & { readonly generation: number }) => Promise<Answer>,
    note: (answer: Answer) => void = () => undefined,
  ): Promise<Answer> {
    const generation = this.#generation;
    const answer = await call({ ...request, generation });
    if (generation !== this.generations.current)
      throw MatrixError.unavailable('the database was restarted or replaced');
    note(answer);
    return answer;
  }

  #note(log: 'room' | 'user', key: string, position: number): void {
    raise(this.#newest[log], partitionOf(key, this.partitionCount), position);
  }
}

function raise(positions: number[], partition: number, position: number): void {
  positions[partition] = Math.max(positions[partition] ?? 0, position);
}

function isBeyond(positions: LogPositions, end: LogPositions): boolean {
  const exceeds = (log: 'room' | 'user'): boolean =>
    positions[log].some((position, partition) => position > (end[log][partition] ?? 0));
  return exceeds('room') || exceeds('user');
}
