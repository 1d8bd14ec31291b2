/** A request whose way through the code is counted. */
export interface Journey {
  readonly name: string;
  /** Makes the request once more. */
  readonly run: () => Promise<void>;
}

type Json = Record<string, unknown>;

const PASSWORD = 'a long passphrase for one test';
const ED25519_BYTES = 32;

/** Registers a user with a room, and makes ready what is asked about her. */
export async function journeys(address: string): Promise<Journey[]> {
  const call = async (method: string, path: string, { token, body }: { token?: string; body?: Json } = {}) => {
    const response = await fetch(`${address}/_matrix/client/v3${path}`, {
      method,
      headers: { 'content-type': 'application/json', ...(token !== undefined && { authorization: `Bearer ${token}` }) },
      ...(body && { body: JSON.stringify(body) }),
    });
    const answer = (await response.json()) as Json;
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${JSON.stringify(answer)}`);
    return answer;
  };
  const auth = { type: 'm.login.dummy' };
  const user = await call('POST', '/register', { body: { username: 'alice', password: PASSWORD, auth } });
  const token = String(user['access_token']);
  const { room_id: roomId } = await call('POST', '/createRoom', { token, body: {} });
  let number = 0;
  const send = () =>
    call('PUT', `/rooms/${String(roomId)}/send/m.room.message/t${++number}`, {
      token,
      body: { body: 'a', msgtype: 'm.text' },
    });
  const key = () => Buffer.alloc(ED25519_BYTES, ++number).toString('base64').replace(/=+$/, '');
  let since = String((await call('GET', '/sync?timeout=0', { token }))['next_batch']);
  const identifier = { type: 'm.id.user', user: 'alice' };
  return [
    { name: 'send', run: async () => void (await send()) },
    {
      name: 'sync',
      run: async () => {
        const waiting = call('GET', `/sync?timeout=10000&since=${encodeURIComponent(since)}`, { token });
        await send();
        since = String((await waiting)['next_batch']);
      },
    },
    {
      name: 'log-in',
      run: async () =>
        void (await call('POST', '/login', { body: { type: 'm.login.password', identifier, password: PASSWORD } })),
    },
    {
      name: 'key upload',
      run: async () =>
        void (await call('POST', '/keys/upload', {
          token,
          body: { one_time_keys: { [`curve25519:k${number}`]: key() } },
        })),
    },
  ];
}
