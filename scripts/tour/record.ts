/** One thing that was done in a step, and what came of it. Secrets are masked in all of it. */
export type Beat =
  /** A request of the tour, to the host's public API or to the provider's administrator endpoint. */
  | {
      readonly kind: 'request';
      readonly to: 'host' | 'provider';
      readonly method: string;
      readonly path: string;
      readonly requestBody?: unknown;
      readonly status: number;
      readonly responseBody?: unknown;
    }
  /** A request between host and provider that followed, as the host recorded it. */
  | {
      readonly kind: 'between';
      readonly direction: 'host → provider' | 'provider → host';
      readonly method: string;
      readonly path: string;
      readonly status: number | null;
    }
  | { readonly kind: 'command'; readonly command: string; readonly output: string }
  | {
      readonly kind: 'statement';
      readonly address: string;
      readonly sql: string;
      /** What the server answered: rows, or why it refused. */
      readonly answer: string;
    }
  | { readonly kind: 'check'; readonly what: string };

export type Step = {
  readonly title: string;
  /** What it shows, in a sentence or two. */
  readonly about: string;
  readonly beats: readonly Beat[];
};

/** A whole run of the tour. */
export type TourRecord = {
  readonly host: string;
  readonly provider: string;
  readonly startedAt: string;
  readonly durationMs: number;
  readonly steps: readonly Step[];
  /** Null when everything was as it should be. */
  readonly failure: {
    readonly step: string;
    readonly expected: string;
    readonly actual: unknown;
  } | null;
};
