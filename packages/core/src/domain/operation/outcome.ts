/** What a provider said no with, as far as it could be read. */
export type ProviderRefusal = {
  readonly status: number;
  readonly code: string;
  readonly message: string;
  readonly userMessage?: string;
  readonly userUrl?: string;
  readonly fields?: readonly { readonly key: string; readonly message?: string }[];
};

/**
 * How one call to a provider ended. The difference that matters is whether the provider may have
 * done what it was asked: only `unknown` leaves that open, and it is never guessed.
 */
export type ProviderOutcome<Answer> =
  | { readonly kind: 'answered'; readonly answer: Answer }
  /** It said no, and so did nothing. `isRetryable` marks "not now". */
  | {
      readonly kind: 'refused';
      readonly refusal: ProviderRefusal;
      readonly isRetryable: boolean;
      readonly retryAfterMs?: number;
    }
  /** It never got the request. */
  | { readonly kind: 'not-sent'; readonly reason: string; readonly retryAfterMs?: number }
  | {
      readonly kind: 'unknown';
      readonly reason:
        | 'timeout'
        | 'cut'
        | 'server_error'
        | 'unreadable'
        | 'too_large'
        | 'cancelled';
      readonly status?: number;
      readonly retryAfterMs?: number;
    };
