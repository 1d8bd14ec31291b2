import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { HttpConnection } from './http-connection.ts';

describe('HttpConnection', () => {
  let server: Server;
  let connection: HttpConnection;
  const sockets = new Set<unknown>();
  beforeEach(async () => {
    sockets.clear();
    server = createServer((request, response) => {
      sockets.add(request.socket);
      if (request.url === '/cut') {
        request.socket.destroy();
        return;
      }
      if (request.url === '/last') response.setHeader('connection', 'close');
      const parts: Buffer[] = [];
      request.on('data', (part: Buffer) => parts.push(part));
      request.on('end', () => response.end(`${request.headers.authorization} ${Buffer.concat(parts).toString()}`));
    });
    await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
    connection = new HttpConnection((server.address() as AddressInfo).port);
  });
  afterEach(async () => {
    connection.close();
    await new Promise((resolve) => server.close(resolve));
  });

  it('asks again and again on one connection', async () => {
    for (let i = 0; i < 3; i++) {
      const answer = await connection.ask({ method: 'PUT', path: '/x', token: 't', body: `{"n":${i}}` });
      expect([answer.status, answer.body.toString()]).toEqual([200, `Bearer t {"n":${i}}`]);
    }
    expect(sockets.size).toBe(1);
  });

  it('connects again after the server has closed the connection', async () => {
    await connection.ask({ method: 'GET', path: '/last' });
    await connection.ask({ method: 'GET', path: '/x' });
    await expect(connection.ask({ method: 'GET', path: '/cut' })).rejects.toThrow(/clos|RESET/);
    expect((await connection.ask({ method: 'GET', path: '/x' })).status).toBe(200);
    expect(sockets.size).toBe(3);
  });
});
