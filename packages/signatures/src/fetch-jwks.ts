import type { FetchJwks } from './published-keys.ts';

/** How long the issuer may take to answer with its keys, in milliseconds. */
const timeoutMs = 5_000;

/** Reads a key set over HTTP. A redirect is not followed: where keys stand is configuration. */
export function fetchJwksFrom(url: string | URL, fetch: typeof globalThis.fetch): FetchJwks {
  return async () => {
    const response = await fetch(url, {
      headers: { accept: 'application/jwk-set+json, application/json' },
      redirect: 'manual',
      signal: AbortSignal.timeout(timeoutMs),
    });
    if (response.status !== 200)
      throw new Error(`The key set was answered with ${response.status}.`);
    return response.json();
  };
}
