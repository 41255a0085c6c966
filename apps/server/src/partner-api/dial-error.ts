/** Where opening a connection ended. In every case not a byte of a request has left the host. */
export type DialFailure = 'dns' | 'connect' | 'tls' | 'blocked_address';

/** A connection that could not, or must not, be opened. The message is fit for the provider to read. */
export class DialError extends Error {
  override readonly name = 'DialError';
  readonly reason: DialFailure;

  constructor(reason: DialFailure, message: string, options?: ErrorOptions) {
    super(message, options);
    this.reason = reason;
  }
}
