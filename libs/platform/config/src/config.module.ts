import { type DynamicModule, Module } from '@nestjs/common';
import type { ConfigValues } from './load-config.js';
import { configOf, type Section } from './section.js';

/** Gives each section's values under its token. */
@Module({})
export class ConfigModule {
  static forRoot(sections: readonly Section[], values: ConfigValues): DynamicModule {
    const providers = sections.map((section) => ({ provide: configOf(section), useValue: values.of(section) }));
    return { module: ConfigModule, global: true, providers, exports: providers.map(({ provide }) => provide) };
  }
}
