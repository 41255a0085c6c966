import type { Operation } from '../operation.ts';

/** An answer as it goes over the wire, and as an idempotency store keeps it. It may hold secrets. */
export type WrittenAnswer = {
  readonly status: number;
  /** The media type, or `null` where there is no body. */
  readonly contentType: string | null;
  readonly body: string | null;
};

export const emptyAnswer: WrittenAnswer = { status: 204, contentType: null, body: null };

/**
 * Writes a JSON answer, once it is known to be what the endpoint declares: a wrong one is a mistake of
 * the provider's code, and the host must not take it for the truth.
 */
export function writeJson(
  { endpoint }: Operation,
  { status, body }: { status: number; body: unknown },
): WrittenAnswer {
  const parsed = endpoint.responses[status]?.safeParse(body);
  if (!parsed?.success) {
    const issues = parsed?.error.issues ?? [];
    const wrong = issues.map(({ path, message }) => `${path.map(String).join('.')}: ${message}`);
    throw new TypeError(`The handler of ${endpoint.id} answered wrongly: ${wrong.join('; ')}`);
  }
  return { status, contentType: 'application/json', body: JSON.stringify(parsed.data) };
}

export function responseOf({ status, contentType, body }: WrittenAnswer): Response {
  return new Response(body, { status, headers: headersFor(contentType) });
}

/** Answers carry secrets, so nobody on the way may keep them. */
export function headersFor(contentType: string | null): Headers {
  const headers = new Headers({ 'cache-control': 'no-store' });
  if (contentType !== null) headers.set('content-type', contentType);
  return headers;
}
