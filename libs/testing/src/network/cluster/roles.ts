/** The services that run as processes of their own, in the order in which their schemas are made. */
export const ROLES = ['auth', 'client-api', 'room', 'sync'] as const;
export type Role = (typeof ROLES)[number];

/** Sections that only these roles read; others are read by all. */
const SECTION_ROLES: Readonly<Record<string, Role>> = { AUTH: 'auth', ROOM: 'room', SYNC: 'sync' };

/** The settings of a role among those of a cluster: a process refuses what it does not know. */
export function settingsOf(role: Role, settings: Readonly<Record<string, string>> = {}): Record<string, string> {
  const isFor = (variable: string): boolean => {
    const only = SECTION_ROLES[variable.split('_')[1] ?? ''];
    return only === undefined || only === role;
  };
  return Object.fromEntries(Object.entries(settings).filter(([variable]) => isFor(variable)));
}
