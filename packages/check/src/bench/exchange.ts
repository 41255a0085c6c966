/** One request to the provider and what came back. */
export type Exchange = {
  /** The operation of the protocol, or `webhook` and `sign-on`. */
  readonly operation: string;
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
  readonly answer: Answer | undefined;
  /** Why there was no answer. */
  readonly failure: string | undefined;
};

/** What the provider answered. */
export type Answer = {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** Undefined where the text is no JSON. */
  readonly json: unknown;
  readonly durationMs: number;
  /** What was asked, for a sentence: `GET /v1/installations/…`. */
  readonly asked: string;
};

export type Request = Pick<Exchange, 'operation' | 'method' | 'url' | 'headers' | 'body'>;

/** Sends one request and reads the whole answer; redirects are answers like others. */
export async function send(request: Request, timeoutMs: number): Promise<Exchange> {
  const { method, url, headers, body } = request;
  const startedAt = performance.now();
  try {
    const response = await fetch(url, {
      method,
      headers,
      body: body ?? null,
      redirect: 'manual',
      signal: AbortSignal.timeout(timeoutMs),
    });
    const text = await response.text();
    const answer: Answer = {
      status: response.status,
      headers: response.headers,
      text,
      json: jsonOrUndefined(text),
      durationMs: performance.now() - startedAt,
      asked: askedBy(request),
    };
    return { ...request, answer, failure: undefined };
  } catch (error) {
    return { ...request, answer: undefined, failure: failureOf(error, timeoutMs) };
  }
}

export function askedBy({ method, url }: Pick<Request, 'method' | 'url'>): string {
  return `${method} ${new URL(url).pathname}`;
}

function failureOf(error: unknown, timeoutMs: number): string {
  if (error instanceof DOMException && error.name === 'TimeoutError') {
    return `no answer within ${timeoutMs / 1000} s`;
  }
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : undefined;
  return code ?? (cause instanceof Error ? cause.message : String(cause));
}

function jsonOrUndefined(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
