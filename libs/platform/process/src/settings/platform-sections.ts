import { type Section, serverSection } from '@chappe/config';
import { httpSection } from '@chappe/http';
import { postgresSection } from '@chappe/postgres';
import { telemetrySection, tracingSection } from '@chappe/telemetry';

/** Settings that every process reads, whatever it serves. */
export const platformSections: readonly Section[] = [
  serverSection,
  httpSection,
  telemetrySection,
  tracingSection,
  postgresSection,
];
