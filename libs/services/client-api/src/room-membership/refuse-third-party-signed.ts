import { MatrixError } from '@chappe/matrix-api';

/**
 * Refuses to redeem an invite by third-party identifier: such invites need an identity server, and there is none.
 * @throws MatrixError M_FORBIDDEN
 */
export function refuseThirdPartySigned(body: { readonly third_party_signed?: unknown }): void {
  if (body.third_party_signed === undefined) return;
  throw MatrixError.forbidden('Invites by third-party identifier are not supported: third_party_signed cannot be used');
}
