import { type Section, serverSection } from '@chappe/config';
import { httpSection } from '@chappe/http';
import { postgresSection } from '@chappe/postgres';
import { telemetrySection } from '@chappe/telemetry';

/** Settings that every process reads, whatever it serves. */
export const platformSections: readonly Section[] = [serverSection, httpSection, telemetrySection, postgresSection];
