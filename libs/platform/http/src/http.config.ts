import { type ConfigOf, defineSection } from '@chappe/config';
import Type from 'typebox';

const points = (count: number, description: string, beyond = '429 M_LIMIT_EXCEEDED.') =>
  Type.Integer({ minimum: 1, maximum: 1_000_000, default: count, description: `${description} Beyond: ${beyond}` });

const ownListener = (what: string) =>
  Type.Object({
    port: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: 65_535,
        description: `A TCP port of its own for ${what}; \`http.port\` does not serve that then.`,
      }),
    ),
    connectionsMax: Type.Integer({
      minimum: 1,
      maximum: 1_000_000,
      default: 20_000,
      description:
        `Open connections for ${what}, where it has a port of its own. ` + 'Beyond: further ones are closed at once.',
    }),
  });

/** The HTTP listeners of a process. */
export const httpSection = defineSection({
  name: 'http',
  description: 'The HTTP listener.',
  secrets: ['metricsToken'],
  schema: Type.Object({
    port: Type.Integer({
      minimum: 0,
      maximum: 65_535,
      default: 8_008,
      description: 'TCP port; 0 lets the system choose.',
    }),
    additionalPort: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: 65_535,
        description:
          'A second TCP port with the same answers and its own `connectionsMax`. For example 8448, where other ' +
          'servers ask by default, behind a proxy that ends TLS.',
      }),
    ),
    // Clients are elsewhere: other machines, a proxy's container, a node's health probe. Loopback would serve none of
    // them.
    bind: Type.String({
      minLength: 1,
      default: '::',
      description: 'Address to listen on. `::` is every address of both IP versions (IPv4 alone where IPv6 is off).',
    }),
    trustedProxies: Type.Array(Type.String({ minLength: 1 }), {
      default: [],
      description: 'Addresses or networks (CIDR) of reverse proxies whose X-Forwarded-For is believed.',
    }),
    connectionsMax: Type.Integer({
      minimum: 1,
      maximum: 1_000_000,
      default: 20_000,
      description:
        'Open connections, long polls included. Idle ones take about 20 KiB. Beyond: further ones are closed at once.',
    }),
    connectionsPerAddressMax: Type.Integer({
      minimum: 1,
      maximum: 1_000_000,
      default: 2_000,
      description:
        'Open connections of one client address, or of one /64 of IPv6; those of `trustedProxies` and of loopback ' +
        'are not counted. Beyond: further ones are closed at once.',
    }),
    accessTokenInQuery: Type.Boolean({
      default: false,
      description: 'Accept the deprecated `access_token` query parameter. It ends up in the logs of proxies.',
    }),
    userLookup: Type.Union([Type.Literal('open'), Type.Literal('token')], {
      default: 'open',
      description:
        'Who may learn whether a user exists: everyone, as the specification has it, or holders of an access token ' +
        '(profiles, and while registration is closed the check whether a name is free).',
    }),
    listeners: Type.Object({
      federation: ownListener('the Server-Server API'),
      admin: ownListener('the administration of the platform'),
      metrics: ownListener('health, readiness and metrics (`/_chappe/`)'),
    }),
    drainDelayMs: Type.Integer({
      minimum: 0,
      maximum: 60_000,
      default: 0,
      description:
        'How long the process goes on serving after SIGTERM while /_chappe/ready already answers 503, so that load ' +
        'balancers look elsewhere first; the end itself takes at most 5 s more.',
    }),
    metrics: Type.Union([Type.Literal('private'), Type.Literal('token'), Type.Literal('open'), Type.Literal('off')], {
      default: 'private',
      description:
        'Who may read /_chappe/metrics: private: loopback and private networks, not through a proxy; ' +
        'token: who sends `metricsToken` as a bearer token; open: everyone; off: nobody. Where all clients are in a ' +
        'private network, private is everyone.',
    }),
    metricsToken: Type.Optional(
      Type.String({ minLength: 16, description: 'What readers of metrics send, with `metrics: token`.' }),
    ),
    // Bounds for what one client may cost, far above what people do; an office behind one address must be able to log
    // in at nine. The auth service limits wrong passwords per account.
    rateLimits: Type.Object({
      enabled: Type.Boolean({ default: true, description: 'Whether clients that ask too often are answered 429.' }),
      login: points(
        600,
        'Refreshes and password changes per minute and user; and wrong passwords per minute and client address.',
        '429 M_LIMIT_EXCEEDED for the former; log-ins from there to accounts that are not known there are slowed down.',
      ),
      register: points(300, 'Accounts made, and checks of names or tokens, per minute and client address.'),
      send: points(6_000, 'Events and to-device messages per minute and user.'),
      membership: points(1_200, 'Joins, invites, leaves and new rooms per minute and user.'),
      read: points(6_000, 'Reads per minute and user, or client address without a token.'),
      sync: points(6_000, 'Syncs per minute and user.'),
      write: points(3_000, 'Changes of user data per minute and user.'),
      keys: points(3_000, 'Key uploads, queries, claims and backups per minute and user.'),
      unknownTokens: points(
        3_000,
        'Tokens that are not valid, per minute and client address.',
        'nobody is refused, but tokens from there that were not known to be valid are looked up a few at a time.',
      ),
    }),
  }),
});

export type HttpConfig = ConfigOf<typeof httpSection>;
