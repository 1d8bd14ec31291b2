export { accountCommands } from './account-commands/account-commands.js';
export { AccountsModule } from './accounts/accounts.module.js';
export { authSection, authSections, type AuthConfig } from './auth.config.js';
export { AuthModule } from './auth.module.js';
export { CreateRegistrationToken } from './registration-tokens/create-registration-token.js';
export { CreateUser, type NewUser } from './accounts/create-user.js';
export { authMigrations } from './migrations/auth-migrations.js';
export type { RegistrationTokenTerms } from './registration-tokens/registration-tokens.js';
