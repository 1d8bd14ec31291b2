import { Global, Module } from '@nestjs/common';
import { CLOCK, type Clock } from './clock.js';
import { RANDOMNESS } from './randomness.js';
import { Shutdown } from './shutdown.js';
import { systemClock } from './system-clock.js';
import { systemRandomness } from './system-randomness.js';

/** Gives every service the process' clock, randomness and ordered end. */
@Global()
@Module({
  providers: [
    { provide: CLOCK, useValue: systemClock },
    { provide: RANDOMNESS, useValue: systemRandomness },
    { provide: Shutdown, useFactory: (clock: Clock) => new Shutdown(clock), inject: [CLOCK] },
  ],
  exports: [CLOCK, RANDOMNESS, Shutdown],
})
export class RuntimeModule {}
