import type { Refusal } from '@kontor/protocol';
import type { ProviderError } from '../provider-error.ts';
import { headersFor } from './written-answer.ts';

/** A refusal in the protocol's words. @see spec/partner-api.md §2 */
export function refusalResponse(error: ProviderError): Response {
  const { code, message, user, fields, status, retryAfterSeconds } = error;
  const body: Refusal = {
    error: { code, message, ...(user && { user }), ...(fields && { fields: [...fields] }) },
  };
  const headers = headersFor('application/json');
  if (retryAfterSeconds !== undefined) headers.set('retry-after', String(retryAfterSeconds));
  return new Response(JSON.stringify(body), { status, headers });
}

/** A failure inside: the caller learns that it happened, and nothing else. */
export function failureResponse(): Response {
  const body: Refusal = {
    error: { code: 'internal_error', message: 'The provider failed to answer this call.' },
  };
  return new Response(JSON.stringify(body), {
    status: 500,
    headers: headersFor('application/json'),
  });
}
