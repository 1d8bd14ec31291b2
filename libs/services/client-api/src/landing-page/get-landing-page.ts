import Type from 'typebox';
import { defineEndpoint } from '@chappe/matrix-api';

/** The page that people see who open the server's address in a browser. Not part of Matrix. */
export const getLandingPage = defineEndpoint({
  name: 'getLandingPage',
  method: 'GET',
  path: '/',
  auth: { scheme: 'none' },
  rateLimit: 'read',
  spec: '',
  query: Type.Object({ lang: Type.Optional(Type.String()) }),
  response: Type.Never(),
});
