import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSecureContext, TLSSocket } from 'node:tls';
import { createTestDatabase, makeAuthority, makeCertificate, type Pem, type TestDatabase } from '@chappe/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connectPostgres, type PostgresConnection } from './connect-postgres.js';
import { PostgresUnavailableError } from './postgres-errors.js';

/** https://www.postgresql.org/docs/current/protocol-message-formats.html, "SSLRequest" */
const SSL_REQUEST = Buffer.from([0, 0, 0, 8, 0x04, 0xd2, 0x16, 0x2f]);

describe('a connection with an authority', () => {
  const folder = mkdtempSync(join(tmpdir(), 'chappe-postgres-tls-'));
  let database: TestDatabase;
  let front: Server;
  let refused = 0;
  let overTls: PostgresConnection;
  const authorityFile = join(folder, 'ca.crt');
  const otherAuthorityFile = join(folder, 'other.crt');

  beforeAll(async () => {
    database = await createTestDatabase([]);
    const authority = await makeAuthority();
    writeFileSync(authorityFile, authority.cert);
    writeFileSync(otherAuthorityFile, (await makeAuthority()).cert);
    const own = await makeCertificate(authority, { dns: 'localhost' });
    const { host = '', port } = database.connection;
    const target = host.startsWith('/') ? { path: join(host, `.s.PGSQL.${port}`) } : { host, port };
    front = createServer((client) => serve(client, own, () => connect(target))).listen(0, 'localhost');
    await new Promise((resolve) => front.once('listening', resolve));
    overTls = { ...database.connection, host: 'localhost', port: (front.address() as AddressInfo).port };
  });
  afterAll(async () => {
    front.close();
    await database.drop();
    rmSync(folder, { recursive: true });
  });

  /** A server that wants encryption, in front of the test's own. */
  function serve(client: Socket, own: Pem, connectInside: () => Socket): void {
    client.on('error', () => undefined);
    client.once('data', (first) => {
      if (!SSL_REQUEST.equals(first as Buffer)) {
        refused++;
        client.destroy();
        return;
      }
      client.write('S');
      const secureContext = createSecureContext({ cert: own.cert, key: own.private });
      const secure = new TLSSocket(client, { isServer: true, secureContext });
      const inside = connectInside();
      for (const end of [secure, inside]) end.on('error', () => undefined).on('close', () => client.destroy());
      secure.pipe(inside).pipe(secure);
    });
  }

  it('is encrypted, those that are kept in reserve as well', async () => {
    const postgres = await connectPostgres({ ...overTls, authorityFile });
    expect(await postgres.query({ text: 'SELECT 1 AS one' })).toEqual([{ one: 1 }]);
    expect(await postgres.reserved.query({ text: 'SELECT 1 AS one' })).toEqual([{ one: 1 }]);
    expect(refused).toBe(0);
    await postgres.close();
  });

  it('is not made when another authority signed the certificate, or it is for another name', async () => {
    await expect(connectPostgres({ ...overTls, authorityFile: otherAuthorityFile })).rejects.toThrow(/certificate/);
    await expect(connectPostgres({ ...overTls, host: '127.0.0.1', authorityFile })).rejects.toThrow(/certificate/);
  });

  it('needs a file that can be read, and is in the clear without one', async () => {
    await expect(connectPostgres({ ...overTls, authorityFile: join(folder, 'none') })).rejects.toThrow(
      'postgres.authorityFile',
    );
    await expect(connectPostgres(overTls)).rejects.toThrow(PostgresUnavailableError);
    expect(refused).toBe(1);
  });
});
