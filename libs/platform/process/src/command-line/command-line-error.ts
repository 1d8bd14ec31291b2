/** Words that cannot be understood. The message is one line for the operator. */
export class CommandLineError extends Error {
  override readonly name = 'CommandLineError';
}
