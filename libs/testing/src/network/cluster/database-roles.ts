import type { Postgres } from '@chappe/postgres';
import { systemRandomness } from '@chappe/runtime';
import { type Role, ROLES } from './roles.js';

/** How the processes of a role log in to the database. */
export interface DatabaseRole {
  readonly user: string;
  readonly password: string;
}

/** A role in the database for each service; what it may do, `grant` says. */
export class DatabaseRoles {
  readonly #password = systemRandomness.token(24);

  of(role: Role): DatabaseRole {
    return { user: `chappe_${role.replaceAll('-', '_')}`, password: this.#password };
  }

  /** Makes them, or gives those of an earlier start another password. */
  async make(postgres: Postgres): Promise<void> {
    for (const role of ROLES) {
      const { user, password } = this.of(role);
      const found = await postgres.query({ text: 'SELECT 1 FROM pg_roles WHERE rolname = $1', values: [user] });
      const verb = found.length === 0 ? 'CREATE' : 'ALTER';
      await postgres.query({ text: `${verb} ROLE ${user} LOGIN PASSWORD '${password}'` });
    }
  }
}
