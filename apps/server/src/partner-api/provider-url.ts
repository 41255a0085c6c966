import { isIP } from 'node:net';
import { fail, ok, type Result } from '@kontor/core';
import { permittedAddresses } from './address-guard.ts';

export type ProviderUrlRefusal = {
  readonly code: 'provider_url_invalid';
  readonly reason:
    | 'length'
    | 'syntax'
    | 'scheme'
    | 'credentials'
    | 'query'
    | 'fragment'
    | 'address';
  /** What is wrong and what to write instead, for people. */
  readonly message: string;
};

/** The most characters an address of a provider may have. */
export const longestProviderUrl = 2048;

/**
 * Whether `text` may be the base URL of an integration, as far as can be said without the network: what
 * a name leads to is judged on every connection.
 *
 * @see spec/partner-api.md §2
 */
export function checkProviderUrl(
  text: string,
  options: { readonly allowPrivateAddresses: boolean },
): Result<URL, ProviderUrlRefusal> {
  const url = URL.canParse(text) && !unprintable.test(text) ? new URL(text) : undefined;
  if (text.length > longestProviderUrl) {
    return refuse(
      'length',
      `It has ${text.length} characters; at most ${longestProviderUrl} are taken.`,
    );
  }
  if (!url)
    return refuse('syntax', 'It is not an absolute URL such as https://provider.example/api.');
  if (!(url.protocol === 'https:' || (url.protocol === 'http:' && options.allowPrivateAddresses))) {
    return refuse(
      'scheme',
      `It begins with ${url.protocol}//; providers are called over https://.`,
    );
  }
  if (url.username || url.password) {
    return refuse(
      'credentials',
      'It holds a user name or a password; the host proves itself by token.',
    );
  }
  if (text.includes('?'))
    return refuse('query', 'It has a query; paths are appended to a base URL.');
  if (text.includes('#')) return refuse('fragment', 'It has a fragment, which is never sent.');
  const host = url.hostname.replace(/^\[|\]$/g, '');
  if (isIP(host) && !permittedAddresses(options)(host)) {
    return refuse('address', `${host} is not an address that this host may call.`);
  }
  return ok(url);
}

/** What the URL parser would drop in silence, so that two spellings would look alike. */
const unprintable = /[\s\p{Cc}\\]/u;

function refuse(reason: ProviderUrlRefusal['reason'], message: string) {
  return fail({ code: 'provider_url_invalid', reason, message } as const);
}
