export * from './clock.js';
export * from './randomness.js';
