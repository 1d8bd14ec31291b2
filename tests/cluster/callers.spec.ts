import { readFileSync } from 'node:fs';
import { type AnyCallRoute, CONTRACTS } from '@chappe/contracts';
import { type ClusterProcess, makeAuthority, makeCertificate, type Pem, ROLES, startCluster } from '@chappe/testing';
import { ChannelCredentials } from '@grpc/grpc-js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RawCaller, type Verdict } from './fixtures/raw-caller.js';

/** Every method of every contract. */
const METHODS = CONTRACTS.flatMap(({ owner, service, routes }) =>
  Object.entries<AnyCallRoute>(routes).map(([key, { callers }]) => {
    const { name } = (service.methods as Record<string, { readonly name: string }>)[key] ?? { name: key };
    return { owner, callers, name: `${service.fullName}/${name}` };
  }),
);

/** What METHODS must come to, in order. */
const verdicts = (verdictOf: (callers: readonly string[]) => Verdict): Verdict[] =>
  METHODS.map(({ callers }) => verdictOf(callers));

/** An attacker in the network of a cluster: only those whom the contract names get through, however they call. */
describe('a process that is called', () => {
  let cluster: ClusterProcess;

  beforeAll(async () => {
    cluster = await startCluster();
  });
  afterAll(() => cluster?.remove());

  const addressOf = (role: string): string => `127.0.0.1:${cluster.replicasOf(role)[0].place.grpcPort}`;

  /** Calls each method at a process of its owner, alone and on the batched stream. */
  async function callAll(credentials: ChannelCredentials): Promise<{ unary: Verdict[]; batched: Verdict[] }> {
    const callers = new Map(ROLES.map((role) => [role, new RawCaller(addressOf(role), credentials)]));
    const ask = (how: (caller: RawCaller, method: string) => Promise<Verdict>): Promise<Verdict[]> =>
      Promise.all(METHODS.map(({ owner, name }) => how(callers.get(owner) as RawCaller, name)));
    const unary = await ask((caller, method) => caller.unary(method));
    const batched = await ask((caller, method) => caller.batched(method));
    for (const caller of callers.values()) caller.close();
    return { unary, batched };
  }

  const withCertificate = (own: Pem): ChannelCredentials => {
    const ca = Buffer.from(cluster.certificates.authority.cert);
    const options = { checkServerIdentity: () => undefined };
    return ChannelCredentials.createSsl(ca, Buffer.from(own.private), Buffer.from(own.cert), options);
  };

  it.each(ROLES)('lets %s make the calls that name it, and no others', async (role) => {
    const { certificateFile, keyFile } = cluster.certificates.filesOf(role);
    const own = { cert: readFileSync(certificateFile, 'utf8'), private: readFileSync(keyFile, 'utf8') };
    const expected = verdicts((callers) => (callers.includes(role) ? 'let through' : 'refused'));
    expect(await callAll(withCertificate(own))).toEqual({ unary: expected, batched: expected });
  });

  it.each([
    ['names nobody', {}],
    ['names a host', { dns: 'chappe.internal' }],
    ['is of another installation', { uris: ['spiffe://elsewhere.example/chappe/client-api'] }],
    [
      'names two services',
      { uris: ['spiffe://chappe.internal/chappe/client-api', 'spiffe://chappe.internal/chappe/sync'] },
    ],
    ['names a service that nobody names', { uris: ['spiffe://chappe.internal/chappe/nobody'] }],
  ])('refuses everything to a certificate of its authority that %s', async (_title, names) => {
    const expected = verdicts(() => 'refused');
    const own = await makeCertificate(cluster.certificates.authority, names);
    expect(await callAll(withCertificate(own))).toEqual({ unary: expected, batched: expected });
  });

  it.each<[title: string, credentials: () => ChannelCredentials | Promise<ChannelCredentials>]>([
    ['speaks in the clear', () => ChannelCredentials.createInsecure()],
    ['has no certificate', () => ChannelCredentials.createSsl(Buffer.from(cluster.certificates.authority.cert))],
    [
      'has a certificate of another authority',
      async () =>
        withCertificate(
          await makeCertificate(await makeAuthority(), { uris: ['spiffe://chappe.internal/chappe/client-api'] }),
        ),
    ],
  ])('has no connection for who %s', async (_title, credentials) => {
    const expected = verdicts(() => 'no connection');
    expect(await callAll(await credentials())).toEqual({ unary: expected, batched: expected });
  });

  it('counts what it refused, by who called', async () => {
    const [room] = cluster.replicasOf('room');
    const counted =
      /grpc_callers_refused_total\{service="room.v1.RoomService",method="sendEvent",caller="auth"\} [1-9]/;
    expect(await room.metrics()).toMatch(counted);
  });
});
