import { type Json, RefusedError, sendRequest, TestClient } from './test-client.js';

export const TEST_PASSWORD = 'correct horse battery staple';

/** Registers an account with the dummy stage of user-interactive authentication and returns its first device. */
export async function registerClient(baseUrl: string, localpart: string, deviceId?: string): Promise<TestClient> {
  const body = { username: localpart, password: TEST_PASSWORD, ...(deviceId && { device_id: deviceId }) };
  const challenge = await sendRequest(baseUrl, 'POST /v3/register', { body });
  const session = challenge.body['session'];
  const answer = await sendRequest(baseUrl, 'POST /v3/register', {
    body: { ...body, auth: { type: 'm.login.dummy', session } },
  });
  return clientOf(baseUrl, answer.status, answer.body);
}

/** Logs a further device of an account in. */
export async function logInClient(baseUrl: string, localpart: string, deviceId?: string): Promise<TestClient> {
  const body = {
    type: 'm.login.password',
    identifier: { type: 'm.id.user', user: localpart },
    password: TEST_PASSWORD,
    ...(deviceId && { device_id: deviceId }),
  };
  const answer = await sendRequest(baseUrl, 'POST /v3/login', { body });
  return clientOf(baseUrl, answer.status, answer.body);
}

function clientOf(baseUrl: string, status: number, body: Json): TestClient {
  if (status !== 200) throw new RefusedError('register or login', status, body);
  return new TestClient({
    baseUrl,
    userId: String(body['user_id']),
    deviceId: String(body['device_id']),
    accessToken: String(body['access_token']),
  });
}
