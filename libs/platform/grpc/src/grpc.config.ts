import { type ConfigOf, defineSection } from '@chappe/config';
import { CONTRACTS } from '@chappe/contracts';
import Type from 'typebox';

const addressesOf = (service: string) =>
  Type.Array(Type.String({ minLength: 3, pattern: '^(dns:)?(\\[[0-9A-Fa-f:.]+\\]|[^\\s:/\\[\\]]+):[0-9]{1,5}$' }), {
    default: [],
    description:
      `Where the ${service} processes take calls: \`host:port\`, or \`dns:host:port\` for every address that the ` +
      'name has now (looked up again and again).',
  });

type Setting = (typeof CONTRACTS)[number]['setting'];

/**
 * A list of addresses for each contract, whether this process calls it or not: all processes take one configuration.
 */
const addresses = Object.fromEntries(CONTRACTS.map(({ setting, owner }) => [setting, addressesOf(owner)])) as Record<
  Setting,
  ReturnType<typeof addressesOf>
>;

const file = (description: string) => Type.Optional(Type.String({ minLength: 1, description }));

/** Calls between the processes of the platform. */
export const grpcSection = defineSection({
  name: 'grpc',
  description: 'Calls between the processes of the platform (gRPC). Not used by the all-in-one process.',
  schema: Type.Object({
    bind: Type.String({
      minLength: 1,
      default: '::',
      description:
        'Address on which calls are taken. `::` is every address of both IP versions (IPv4 alone where IPv6 is off).',
    }),
    port: Type.Integer({
      minimum: 0,
      maximum: 65_535,
      default: 9_090,
      description: 'TCP port on which calls are taken; 0 lets the system choose.',
    }),
    advertisedAddress: Type.Optional(
      Type.String({
        minLength: 3,
        description: '`host:port` under which the other processes reach this one. Default: 127.0.0.1 and the port.',
      }),
    ),
    ...addresses,
    // The name of the service, not of the process: addresses come and go, so certificates cannot name them.
    tls: Type.Object({
      certificateFile: file(
        'PEM file with the certificate of this service: as server and as client, with the URI ' +
          '`spiffe://<trustDomain>/chappe/<service>`. With all three files calls are encrypted and both sides prove ' +
          'who they are. Files that have changed are read again within half a minute, for connections from then on.',
      ),
      keyFile: file('PEM file with the key of the certificate.'),
      authorityFile: file(
        'PEM file with the authority that signed the certificates of all processes; several while it changes.',
      ),
      trustDomain: Type.String({
        pattern: '^[a-z0-9._-]{1,200}$',
        default: 'chappe.internal',
        description: 'The installation in the certificates. Installations that share an authority need one each.',
      }),
    }),
    allowPlaintext: Type.Boolean({
      default: false,
      description:
        'Whether calls may travel in the clear where others reach the port: without `tls`, and with a `bind` other ' +
        'than loopback. Whoever reaches it can then act for every user, so something else must prove who calls.',
    }),
  }),
});

export type GrpcConfig = ConfigOf<typeof grpcSection>;
