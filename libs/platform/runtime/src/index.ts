export * from './clock.js';
export * from './manual-clock.js';
export * from './randomness.js';
export * from './runtime.module.js';
export * from './seeded-randomness.js';
export * from './shutdown.js';
export * from './system-clock.js';
export * from './system-randomness.js';
