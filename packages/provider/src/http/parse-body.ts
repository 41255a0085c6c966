import type { PartnerEndpoint } from '@kontor/protocol';
import { type FieldProblem, ProviderError } from '../provider-error.ts';

/**
 * Checks a body against its endpoint. Keys the protocol does not name are dropped, for the host may be
 * newer; no body at all counts as one that says nothing.
 */
export function parseBody({ request }: PartnerEndpoint, text: string): unknown {
  if (!request) return undefined;
  const parsed = request.safeParse(text.trim() === '' ? {} : jsonOf(text));
  if (parsed.success) return parsed.data;
  const fields = parsed.error.issues.map(({ path, message }) => ({ key: keyOf(path), message }));
  throw new ProviderError('validation_error', `The body is wrong: ${listed(fields)}`, { fields });
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new ProviderError('validation_error', 'The body is not JSON.');
  }
}

/** A field of the form goes by its own name, so that the form can mark it. @see spec/partner-api.md §2 */
function keyOf(path: readonly PropertyKey[]): string {
  const [first, ...rest] = path.map(String);
  const named = first === 'metadata' && rest.length > 0 ? rest : [first ?? 'body', ...rest];
  return named.join('.');
}

function listed(fields: readonly FieldProblem[]): string {
  return fields.map(({ key, message }) => `${key}: ${message}`).join('; ');
}
