import { platformEndpoints } from '@kontor/protocol/platform';
import type { HostError } from '../client/host-error.ts';
import { refusedBy } from '../client/refused-by.ts';
import { ProviderError } from '../provider-error.ts';

/** How long the host may take to answer, in milliseconds. */
const timeoutMs = 15_000;

const { exchangeSsoToken } = platformEndpoints;

export type ExchangeOptions = {
  readonly apiUrl: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly fetch: typeof globalThis.fetch;
};

export type Grant =
  | { readonly grant_type: 'authorization_code'; readonly code: string; readonly state: string }
  | { readonly grant_type: 'refresh_token'; readonly refresh_token: string };

export type Tokens = {
  readonly id_token: string;
  readonly refresh_token?: string | undefined;
};

/**
 * Has the host say who a code or refresh token stands for. A redirect is not followed: it would take
 * the client secret along.
 */
export async function exchange(options: ExchangeOptions, grant: Grant): Promise<Tokens> {
  const response = await send(options, grant);
  const text = await response.text().catch(() => '');
  if (!response.ok) throw refusalOf(refusedBy(response, text));
  const tokens = tokensIn(text);
  if (tokens !== undefined) return tokens;
  throw new ProviderError('unavailable', 'The host answered the exchange with something else.');
}

async function send(
  { apiUrl, clientId, clientSecret, fetch }: ExchangeOptions,
  grant: Grant,
): Promise<Response> {
  const request = {
    method: exchangeSsoToken.method,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ ...grant, client_id: clientId, client_secret: clientSecret }),
    redirect: 'manual' as const,
    signal: AbortSignal.timeout(timeoutMs),
  };
  return fetch(`${apiUrl.replace(/\/$/, '')}${exchangeSsoToken.path}`, request).catch(
    (cause: unknown) => {
      throw new ProviderError('unavailable', 'The host gave no answer to the exchange.', { cause });
    },
  );
}

/** The host's no means that this person cannot be let in; anything else may be different soon. */
function refusalOf(error: HostError): ProviderError {
  if (error.code !== 'refused') {
    return new ProviderError('unavailable', 'The host cannot say now who this is.', {
      cause: error,
    });
  }
  return new ProviderError('forbidden', `The host refused the exchange: ${error.message}`, {
    cause: error,
    user: {
      message: 'This way in has been used or is too old. Open it from the marketplace again.',
    },
  });
}

/** Hosts differ in what else they answer. */
function tokensIn(text: string): Tokens | undefined {
  try {
    const body: unknown = JSON.parse(text);
    if (typeof body !== 'object' || body === null || !('id_token' in body)) return undefined;
    if (typeof body.id_token !== 'string') return undefined;
    const refresh = 'refresh_token' in body ? body.refresh_token : undefined;
    const refreshToken = typeof refresh === 'string' && refresh !== '' ? refresh : undefined;
    return { id_token: body.id_token, refresh_token: refreshToken };
  } catch {
    return undefined;
  }
}
