/** Why a call to the host came to nothing. Codes are part of the API of this package. */
export type HostErrorCode =
  /** The host said no; `status` and `reason` say why. Repeating it changes nothing. */
  | 'refused'
  /** Too many calls; wait for `retryAfterSeconds`. */
  | 'rate_limited'
  /** The host failed or gave no answer in time. Whether it did the thing is not known. */
  | 'unavailable'
  /** The host answered something that is not the protocol's. */
  | 'unreadable'
  /** The installation has no access token: it is not installed, or the token was not kept. */
  | 'no_access_token';

export type HostErrorFacts = ErrorOptions & {
  readonly status?: number | undefined;
  /** The host's own word for its refusal, such as `not_found`. */
  readonly reason?: string | undefined;
  /** Name it when you ask the people who run the host. */
  readonly requestId?: string | undefined;
  readonly retryAfterSeconds?: number | undefined;
};

/** Everything a host client throws. Neither message nor cause holds the access token. */
export class HostError extends Error {
  readonly code: HostErrorCode;
  readonly status: number | undefined;
  readonly reason: string | undefined;
  readonly requestId: string | undefined;
  readonly retryAfterSeconds: number | undefined;

  constructor(code: HostErrorCode, message: string, facts: HostErrorFacts = {}) {
    super(message, facts);
    this.name = 'HostError';
    this.code = code;
    this.status = facts.status;
    this.reason = facts.reason;
    this.requestId = facts.requestId;
    this.retryAfterSeconds = facts.retryAfterSeconds;
  }
}
