import type { Section } from '@chappe/config';

/** Sections of the configuration of this service. There is nothing yet that an operator would have to choose. */
export const clientApiSections: readonly Section[] = [];
