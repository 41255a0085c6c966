/**
 * What a provider may refuse a call with. Codes are part of the API of this package.
 *
 * @see spec/partner-api.md §2
 */
export type ProviderErrorCode =
  /** The input is wrong; `fields` says where. */
  | 'validation_error'
  /** The caller may not do this, or could not show who it is. */
  | 'forbidden'
  | 'not_found'
  /** In order, but it clashes with the present state. */
  | 'conflict'
  | 'body_too_large'
  /** Well-formed, and yet it cannot be carried out. */
  | 'unprocessable'
  /** For now; the host may repeat the call. */
  | 'unavailable';

/** HTTP status of each code. */
export const statusOf = {
  validation_error: 400,
  forbidden: 403,
  not_found: 404,
  conflict: 409,
  body_too_large: 413,
  unprocessable: 422,
  unavailable: 503,
} as const satisfies Record<ProviderErrorCode, number>;

export type ProviderErrorDetails = ErrorOptions & {
  /** What the customer reads, and where they can mend it. */
  readonly user?: { readonly message?: string; readonly url?: string };
  /** Names of form fields or properties that are wrong; only with `validation_error`. */
  readonly fields?: readonly FieldProblem[];
  /** How long the host should wait before it asks again, in seconds. */
  readonly retryAfterSeconds?: number;
};

export type FieldProblem = { readonly key: string; readonly message: string };

/**
 * Throw it from a handler to refuse a call: it becomes the protocol's error answer. Anything else that
 * is thrown becomes an opaque 500.
 *
 * `message` is read by whoever runs the host, `user.message` by the customer. Neither may hold a secret.
 *
 * @see spec/partner-api.md §2
 */
export class ProviderError extends Error {
  readonly code: ProviderErrorCode;
  readonly status: number;
  readonly user: ProviderErrorDetails['user'];
  readonly fields: readonly FieldProblem[] | undefined;
  readonly retryAfterSeconds: number | undefined;

  constructor(code: ProviderErrorCode, message: string, details: ProviderErrorDetails = {}) {
    super(message, details);
    this.name = 'ProviderError';
    this.code = code;
    this.status = statusOf[code];
    this.user = details.user;
    this.fields = details.fields;
    this.retryAfterSeconds = details.retryAfterSeconds;
  }
}
