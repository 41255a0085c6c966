/** What one integration may take of the host's time and memory. */
export type ProviderLimits = {
  /** For name, connection and handshake together. */
  readonly connectTimeoutMs: number;
  /** For the whole of a GET: from asking for it to the last byte of the answer, waiting in line included. */
  readonly readTimeoutMs: number;
  /** The same for a call that changes something. */
  readonly mutationTimeoutMs: number;
  /** The longest body that is read, before and after decompression. */
  readonly maxResponseBytes: number;
  /** How many calls run at a time, and how many more may wait for one of them to end. */
  readonly running: number;
  readonly queued: number;
  /** So many failures in a row, and calls are held back for so long before one is tried again. */
  readonly failuresToOpen: number;
  readonly halfOpenAfterMs: number;
  /** After so long without a call, connections are closed and the integration's counts forgotten. */
  readonly idleMs: number;
};

export const defaultProviderLimits: ProviderLimits = {
  connectTimeoutMs: 5_000,
  readTimeoutMs: 10_000,
  mutationTimeoutMs: 60_000,
  maxResponseBytes: 1024 * 1024,
  running: 32,
  queued: 64,
  failuresToOpen: 10,
  halfOpenAfterMs: 10_000,
  idleMs: 60_000,
};
