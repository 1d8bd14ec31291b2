import Type from 'typebox';

/**
 * The `auth` member of a request under user-interactive authentication; further members depend on the stage
 * (client-server-api/#user-interactive-api-in-the-rest-api).
 */
export const AuthData = Type.Object({
  type: Type.Optional(Type.String()),
  session: Type.Optional(Type.String()),
});
