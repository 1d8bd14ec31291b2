import type { Logger } from './logger.js';

/** How something ended that is audited: done, refused, or refused unseen because too much was refused before. */
export type AuditVerdict = 'ok' | 'refused' | 'limited';

/** Who did what, from where, by what means, and how it ended. Holds no secret. */
export interface AuditEntry {
  readonly event:
    | 'registration'
    | 'login'
    | 'logout'
    | 'devices deleted'
    | 'password changed'
    | 'account deactivated'
    | 'interactive authentication'
    | 'command';
  readonly verdict: AuditVerdict;
  /** User ID; absent when nobody has the name that was given, which may be anything that people type. */
  readonly user?: string | undefined;
  /** Device IDs: of the session that asks, and those that it is about. */
  readonly device?: string | undefined;
  readonly devices?: readonly string[];
  /** Of the client. */
  readonly address?: string;
  /** By what means: a type of login or stage. */
  readonly how?: string;
  /** What was asked for: an operation, or a command without its secrets. */
  readonly what?: string;
  /** Error code of a refusal. */
  readonly errcode?: string;
  /** Who runs a command, in the system where it runs. */
  readonly operator?: string;
}

/** Makes the writer of audit lines: log lines with `part: audit`, whatever the level of other lines. */
export function auditWriter(logger: Logger): (entry: AuditEntry) => void {
  const audit = logger.child({ part: 'audit' }, { level: 'info' });
  return (entry) => audit.info(entry, entry.event);
}
