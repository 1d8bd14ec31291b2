import { HttpConnection, type HttpRequest } from '../http/http-connection.ts';
import { bounded } from './bounded.ts';

/** Requests at a time while a scene is set. */
const AT_ONCE = 16;
const PASSWORD = 'correct horse battery';

export interface MatrixUser {
  readonly userId: string;
  readonly deviceId: string;
  readonly token: string;
}

/** Sets the scene through the Client-Server API. Everything throws when the server refuses. */
export class MatrixUsers {
  readonly #port: number;
  readonly #idle: HttpConnection[] = [];

  constructor(port: number) {
    this.#port = port;
  }

  /** Accounts `prefix0`, `prefix1` … */
  register(prefix: string, count: number): Promise<MatrixUser[]> {
    return bounded(Array.from({ length: count }), AT_ONCE, (_, i) => this.#registerOne(`${prefix}${i}`));
  }

  /** Further devices of a user. */
  logIn({ userId }: MatrixUser, count: number): Promise<MatrixUser[]> {
    return bounded(Array.from({ length: count }), AT_ONCE, async () => {
      const identifier = { type: 'm.id.user', user: userId };
      const body = JSON.stringify({ type: 'm.login.password', identifier, password: PASSWORD });
      return userOf(await this.ask({ method: 'POST', path: '/_matrix/client/v3/login', body }));
    });
  }

  /**
   * Public rooms, made by the creators in turn.
   * @param initialState events beside those of the preset
   */
  createRooms(creators: readonly MatrixUser[], count: number, initialState: readonly object[] = []): Promise<string[]> {
    return bounded(Array.from({ length: count }), AT_ONCE, async (_, i) => {
      const body = JSON.stringify({ preset: 'public_chat', name: `Room ${i}`, initial_state: initialState });
      const token = creators[i % creators.length]?.token;
      const answer = await this.ask({ method: 'POST', path: '/_matrix/client/v3/createRoom', token, body });
      return memberOf(answer, 'room_id');
    });
  }

  /** Everybody joins every room. Rooms side by side, each with one join at a time: a room has one writer anyway. */
  async join(users: readonly MatrixUser[], roomIds: readonly string[]): Promise<void> {
    const pairs = users.flatMap(({ token }) => roomIds.map((roomId) => ({ token, roomId })));
    await bounded(pairs, AT_ONCE, ({ token, roomId }) =>
      this.ask({ method: 'POST', path: `/_matrix/client/v3/join/${encodeURIComponent(roomId)}`, token, body: '{}' }),
    );
  }

  /** `count` messages to every room by the senders in turn. */
  async sendMessages(senders: readonly MatrixUser[], roomIds: readonly string[], count: number): Promise<void> {
    const messages = roomIds.flatMap((roomId) => Array.from({ length: count }, (_, n) => ({ roomId, n })));
    await bounded(messages, AT_ONCE, ({ roomId, n }) => {
      const path = `/_matrix/client/v3/rooms/${encodeURIComponent(roomId)}/send/m.room.message/scene${n}`;
      const body = JSON.stringify({ msgtype: 'm.text', body: `Message ${n} ${'x'.repeat(200)}` });
      return this.ask({ method: 'PUT', path, token: senders[n % senders.length]?.token, body });
    });
  }

  /** Sync tokens that nothing is new after. */
  currentTokens(users: readonly MatrixUser[]): Promise<string[]> {
    const filter = encodeURIComponent('{"room":{"timeline":{"limit":1},"state":{"lazy_load_members":true}}}');
    const path = `/_matrix/client/v3/sync?timeout=0&filter=${filter}`;
    return bounded(users, AT_ONCE, async ({ token }) =>
      memberOf(await this.ask({ method: 'GET', path, token }), 'next_batch'),
    );
  }

  close(): void {
    for (const connection of this.#idle.splice(0)) connection.close();
  }

  /** @returns the JSON of the answer */
  async ask(request: HttpRequest): Promise<unknown> {
    const connection = this.#idle.pop() ?? new HttpConnection(this.#port);
    const { status, body } = await connection.ask(request);
    this.#idle.push(connection);
    if (status !== 200)
      throw new Error(`${request.method} ${request.path}: ${status} ${body.toString('utf8', 0, 500)}`);
    return JSON.parse(body.toString());
  }

  async #registerOne(username: string): Promise<MatrixUser> {
    const body = JSON.stringify({ username, password: PASSWORD, auth: { type: 'm.login.dummy' } });
    const answer = await this.ask({ method: 'POST', path: '/_matrix/client/v3/register', body });
    return userOf(answer);
  }
}

function userOf(answer: unknown): MatrixUser {
  return {
    userId: memberOf(answer, 'user_id'),
    deviceId: memberOf(answer, 'device_id'),
    token: memberOf(answer, 'access_token'),
  };
}

function memberOf(answer: unknown, name: string): string {
  const value = (answer as Record<string, unknown>)[name];
  if (typeof value !== 'string') throw new Error(`the answer has no ${name}`);
  return value;
}
