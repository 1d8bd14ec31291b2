import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** So many that nobody is ever limited. */
const UNLIMITED = { per_second: 1_000_000, burst_count: 1_000_000 };
const SECRET = 'only for a benchmark on this machine';

export interface SynapseSettings {
  /** Data, keys and log. */
  readonly folder: string;
  readonly port: number;
  readonly database: { readonly host: string; readonly port: number; readonly user: string; readonly password: string };
}

/**
 * Writes a configuration without rate limits, with open registration: on PostgreSQL, on this machine alone. All else is
 * as Synapse has it by default, but for presence, which ours does not have either, and cheap passwords for the scene.
 * @returns its file
 */
export function writeSynapseConfiguration({ folder, port, database }: SynapseSettings): string {
  const logFile = join(folder, 'log.json');
  const { host, user, password } = database;
  const configuration = {
    server_name: 'localhost',
    pid_file: join(folder, 'synapse.pid'),
    listeners: [{ port, type: 'http', tls: false, bind_addresses: ['127.0.0.1'], resources: [{ names: ['client'] }] }],
    database: {
      name: 'psycopg2',
      args: { host, port: database.port, user, password, dbname: 'postgres', cp_min: 5, cp_max: 10 },
    },
    log_config: logFile,
    media_store_path: join(folder, 'media'),
    signing_key_path: join(folder, 'signing.key'),
    registration_shared_secret: SECRET,
    macaroon_secret_key: SECRET,
    form_secret: SECRET,
    report_stats: false,
    trusted_key_servers: [],
    suppress_key_server_warning: true,
    federation_domain_whitelist: [],
    enable_registration: true,
    enable_registration_without_verification: true,
    presence: { enabled: false },
    bcrypt_rounds: 4,
    ...unlimited(),
  };
  const logging = {
    version: 1,
    formatters: { plain: { format: '%(asctime)s %(levelname)s %(name)s %(message)s' } },
    handlers: { file: { class: 'logging.FileHandler', filename: join(folder, 'synapse.log'), formatter: 'plain' } },
    root: { level: 'WARNING', handlers: ['file'] },
    disable_existing_loggers: false,
  };
  const file = join(folder, 'homeserver.json');
  // Every JSON is YAML.
  writeFileSync(logFile, JSON.stringify(logging));
  writeFileSync(file, JSON.stringify(configuration));
  return file;
}

function unlimited(): Record<string, object> {
  const places = { local: UNLIMITED, remote: UNLIMITED };
  return {
    rc_message: UNLIMITED,
    rc_registration: UNLIMITED,
    rc_login: { address: UNLIMITED, account: UNLIMITED, failed_attempts: UNLIMITED },
    rc_joins: places,
    rc_joins_per_room: UNLIMITED,
    rc_invites: { per_room: UNLIMITED, per_user: UNLIMITED, per_issuer: UNLIMITED },
    rc_key_requests: UNLIMITED,
    rc_user_directory: UNLIMITED,
  };
}
