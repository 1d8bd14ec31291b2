/** A key that cannot be used. The message is one line for the operator and holds nothing of a secret key. */
export class SigningKeyError extends Error {
  override readonly name = 'SigningKeyError';
}
