export { clientApiSections } from './client-api.config.js';
export { ClientApiModule } from './client-api.module.js';
export { clientApiMigrations } from './migrations/client-api-migrations.js';
