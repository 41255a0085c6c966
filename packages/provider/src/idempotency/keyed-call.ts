import type { PartnerEndpoint } from '@kontor/protocol';
import { ProviderError } from '../provider-error.ts';
import { fingerprintOf } from './fingerprint.ts';
import type { KeyedCall } from './once.ts';

/** The longest `Idempotency-Key`, in characters. */
const keyMaxLength = 255;

type ParsedCall = {
  readonly endpoint: PartnerEndpoint;
  readonly parameters: Readonly<Record<string, string>>;
  readonly body: unknown;
};

/**
 * Names a call by its `Idempotency-Key`, within its installation and operation; a call without one has
 * no name, and reading needs none.
 *
 * A PUT that says something else is another call rather than a mistake: it states the whole, such as a
 * fresh access token, and the newest must win.
 */
export async function keyedCallOf(
  headers: Headers,
  { endpoint, parameters, body }: ParsedCall,
): Promise<(KeyedCall & { readonly idempotencyKey: string }) | undefined> {
  const idempotencyKey = headers.get('idempotency-key') ?? '';
  if (idempotencyKey === '' || !endpoint.idempotencyKey) return undefined;
  if (idempotencyKey.length > keyMaxLength) {
    throw new ProviderError(
      'validation_error',
      `An Idempotency-Key has at most ${keyMaxLength} characters; this one has ${idempotencyKey.length}.`,
    );
  }
  const fingerprint = await fingerprintOf({ parameters, body });
  const named = [parameters.installationId, endpoint.id, idempotencyKey];
  if (endpoint.method === 'PUT') named.push(fingerprint);
  return { key: named.join(' '), fingerprint, idempotencyKey };
}
