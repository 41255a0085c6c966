/** Why a token was refused; `keys_unavailable` alone says nothing about the token. */
export type SignatureErrorCode =
  /** No JWT, or one longer than any the host mints. */
  | 'token_malformed'
  /** Signed in another way than RS256, or not at all. */
  | 'token_algorithm'
  /** Signed with a key that the issuer does not publish. */
  | 'token_key_unknown'
  /** Changed after it was signed, or signed by someone else. */
  | 'token_signature'
  /** Minted by another issuer. */
  | 'token_issuer'
  /** Minted for another integration. */
  | 'token_audience'
  | 'token_expired'
  /** Signed in order, but its claims are none of the protocol's. */
  | 'token_claims'
  /** The issuer's keys could not be read; the same token may pass later. */
  | 'keys_unavailable';

/** The one error of this package. Its message never holds a token or a part of one. */
export class SignatureError extends Error {
  readonly code: SignatureErrorCode;

  constructor(code: SignatureErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'SignatureError';
    this.code = code;
  }
}
