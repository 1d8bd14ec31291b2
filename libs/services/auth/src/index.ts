export { accountCommands } from './account-commands/account-commands.js';
export { authSections } from './auth.config.js';
export { AuthModule } from './auth.module.js';
export { authMigrations } from './migrations/auth-migrations.js';
