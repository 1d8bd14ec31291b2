export * from './config-error.js';
export * from './config.module.js';
export * from './configuration-page.js';
export * from './load-config.js';
export * from './section.js';
export * from './server/load-server-identity.js';
export * from './server/server.config.js';
export * from './server/server-identity.js';
