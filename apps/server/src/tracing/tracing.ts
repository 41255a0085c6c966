/** What a span is about. Nothing in it may be secret, or name a person: whoever reads traces sees it. */
export type SpanStart = {
  readonly name: string;
  /** `server` answers somebody, `client` calls somebody; the host's own work otherwise. */
  readonly kind?: 'server' | 'client';
  /** The trace that it belongs to, where that is known. Under a span of another one it begins anew. */
  readonly traceId?: string;
  readonly attributes?: Attributes;
};

export type Attributes = Readonly<Record<string, string | number | boolean>>;

/** A span that is under way. */
export type RunningSpan = {
  /** To be sent along with calls, so that what they cause stands below it. */
  readonly traceparent: string;
  readonly note: (attributes: Attributes) => void;
  /** Marks it as gone wrong, with a word that says how. */
  readonly fail: (why: string) => void;
};

/** A span that whoever began it ends. */
export type OpenSpan = RunningSpan & {
  /** Runs `work` below it. */
  readonly enter: (work: () => void) => void;
  readonly end: () => void;
};

/** Tells a collector of OpenTelemetry what the host does, and how long it takes. */
export type Tracing = {
  /** Does `work` as a span, below the one that is under way. A throw marks it as gone wrong. */
  readonly within: <Value>(
    start: SpanStart,
    work: (span: RunningSpan | undefined) => Promise<Value>,
  ) => Promise<Value>;
  /** The same, but only below another span: by itself it would tell nothing. */
  readonly below: Tracing['within'];
  /** Begins the span of a request, below what its `traceparent` names. Undefined where nothing is traced. */
  readonly begin: (start: SpanStart, traceparent: string | undefined) => OpenSpan | undefined;
  /** Hands over what has ended. */
  readonly stop: () => Promise<void>;
};

/** Where nobody asked for traces, nothing is done for them. */
export const untraced: Tracing = {
  within: (_start, work) => work(undefined),
  below: (_start, work) => work(undefined),
  begin: () => undefined,
  stop: async () => {},
};
