/** The client closed the connection before it had an answer: nobody is told anything. */
export class ClientGoneError extends Error {
  override readonly name = 'ClientGoneError';

  constructor() {
    super('the client went away');
  }
}
