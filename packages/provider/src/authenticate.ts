import { SignatureError, type TokenVerifier, type VerifiedToken } from '@kontor/signatures';
import { type Caller, callerOf } from './caller.ts';
import { ProviderError } from './provider-error.ts';

/**
 * Tells who is calling, from the token and the header that names its kind. Whoever cannot show it is
 * refused with 403, as the protocol has it; keys that cannot be read say nothing about the caller.
 *
 * @see spec/partner-api.md §3.4
 */
export async function authenticate({ verify }: TokenVerifier, headers: Headers): Promise<Caller> {
  const token = /^bearer +(\S+)$/i.exec(headers.get('authorization') ?? '')?.[1];
  if (token === undefined) throw refused('Send "Authorization: Bearer" with a token of the host.');
  const stated = headers.get('x-vercel-auth');
  if (stated !== 'user' && stated !== 'system') {
    throw refused('Send X-Vercel-Auth with "user" or "system".');
  }
  const verified = await verifiedBy(verify, token);
  if (verified.kind !== stated) {
    throw refused(`X-Vercel-Auth says "${stated}", and the token is of kind "${verified.kind}".`);
  }
  if (verified.claims.type === 'id_token') {
    throw refused('A token of single sign-on opens no calls; send an access token.');
  }
  return callerOf(verified);
}

async function verifiedBy(verify: TokenVerifier['verify'], token: string): Promise<VerifiedToken> {
  try {
    return await verify(token);
  } catch (cause) {
    if (!(cause instanceof SignatureError)) throw cause;
    if (cause.code === 'keys_unavailable') {
      throw new ProviderError('unavailable', "The host's keys cannot be read now.", { cause });
    }
    throw new ProviderError('forbidden', cause.message, { cause });
  }
}

function refused(message: string): ProviderError {
  return new ProviderError('forbidden', message);
}
