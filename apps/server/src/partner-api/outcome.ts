import type { DialFailure } from './dial-error.ts';

/**
 * How a call to a provider ended. Nothing else comes back from one: what a provider does is never thrown.
 *
 * The four kinds answer one question, whether the change has been made: yes, no, no and never asked, or
 * nobody knows. `message` texts are the host's own words, fit for providers and operators to read.
 *
 * @see spec/partner-api.md §2, §4
 */
export type ProviderOutcome<Body = unknown> = Answered<Body> | Refused | NotSent | Unknown;

/** A GET has one ending more: it was answered, and the answer makes no sense. Nothing was changed by it. */
export type ReadOutcome<Body = unknown> = ProviderOutcome<Body> | Unreadable;

/** Any 2xx whose body is what the endpoint promises. */
export type Answered<Body> = {
  readonly kind: 'answered';
  readonly status: number;
  readonly body: Body;
};

/** The provider has not done it and says so: a 4xx, or a 3xx, as redirects are not followed. */
export type Refused = {
  readonly kind: 'refused';
  readonly status: number;
  readonly refusal: ProviderRefusal;
  /** The provider asks to be called again later (429, 425): the request itself was not at fault. */
  readonly isRetryable: boolean;
  readonly retryAfterMs?: number;
  /** The body, where the endpoint declares more for this status than the usual refusal. */
  readonly body?: unknown;
};

/** Not a byte of the request has left the host, so the provider cannot have done it. */
export type NotSent = {
  readonly kind: 'not-sent';
  readonly reason:
    | DialFailure
    /** The provider has failed so often in a row that it is left alone for a while. */
    | 'circuit_open'
    /** Too many calls to this provider are running and waiting. */
    | 'busy'
    /** The caller's signal, or the end of the client, came first. */
    | 'cancelled';
  readonly message: string;
};

/** The request was sent, in part at least, and no answer says what became of it. */
export type Unknown = {
  readonly kind: 'unknown';
  readonly reason: /** No complete answer in time; or the provider says that itself was too slow (408, 499). */
    | 'timeout'
    /** The connection ended before the answer did. */
    | 'cut'
    /** 5xx. */
    | 'server_error'
    /** 2xx (or 303) with a body that cannot be understood, or something that is not HTTP. */
    | 'unreadable'
    /** 2xx with more than the host is willing to read. */
    | 'too_large'
    /** The caller's signal came while the answer was awaited. */
    | 'cancelled';
  readonly message: string;
  readonly status?: number;
  readonly retryAfterMs?: number;
};

export type Unreadable = {
  readonly kind: 'unreadable';
  readonly status: number;
  readonly message: string;
};

/** Why a provider refused, in its words, made safe to show: short, printable, without known secrets. */
export type ProviderRefusal = {
  /** A free word of the provider's: map behaviour from the status. */
  readonly code: string;
  readonly message: string;
  /** What to show to the customer, where the provider made a difference. */
  readonly userMessage?: string;
  /** Where the customer can mend it: `https://`, `http://` or `sso:`. */
  readonly userUrl?: string;
  /** The parts of the form that are wrong. */
  readonly fields?: readonly { readonly key: string; readonly message?: string }[];
};
