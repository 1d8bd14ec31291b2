export { SyncModule } from './sync.module.js';
export { syncSection, syncSections, type SyncConfig } from './sync.config.js';
