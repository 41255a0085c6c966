import { kontorEndpoints as k } from '@kontor/protocol/kontor';
import { createTokenVerifier } from '@kontor/signatures';
import type { Person, World } from '../world/world.ts';

export const loginUrl = 'https://console.scripted.test/sso?from=kontor';

/** Gives the provider a console that people can sign on to. */
export async function openConsole({ owner, team, integration }: World, url = loginUrl) {
  const { status, error } = await owner.api(k.updateIntegration, {
    params: { team, integration: integration.id },
    body: { redirectLoginUrl: url },
  });
  if (status !== 200) throw new Error(JSON.stringify(error));
}

/** Has a link made, and answers what the browser carries to the provider. */
export async function signOn(
  { owner, team }: Pick<World, 'owner' | 'team'>,
  installation: string,
  { context = {}, as = owner }: { context?: Record<string, string>; as?: Person } = {},
): Promise<Record<string, string>> {
  const { status, body, error } = await as.api(k.createSsoLink, {
    params: { team, installation },
    body: context,
  });
  if (status !== 201) throw new Error(JSON.stringify(error));
  return Object.fromEntries(new URL(body.url).searchParams);
}

/** Calls the exchange as a provider's server does, and answers status and body. */
export async function exchange(
  { url, integration }: Pick<World, 'url' | 'integration'>,
  body: Record<string, unknown>,
  { as = 'json' }: { as?: 'json' | 'form' } = {},
) {
  const whole = { client_id: integration.id, client_secret: integration.clientSecret, ...body };
  const given = Object.entries(whole).filter(([, value]) => value !== undefined);
  const answer = await fetch(`${url}/v1/integrations/sso/token`, {
    method: 'POST',
    headers: {
      'content-type': as === 'json' ? 'application/json' : 'application/x-www-form-urlencoded',
    },
    body:
      as === 'json'
        ? JSON.stringify(Object.fromEntries(given))
        : new URLSearchParams(given as [string, string][]).toString(),
  });
  return { status: answer.status, body: (await answer.json()) as ExchangeAnswer };
}

/** Whatever came: a test asks for the status before it looks. */
type ExchangeAnswer = {
  readonly id_token: string;
  readonly access_token: string;
  readonly refresh_token: string;
  readonly error: { readonly code: string; readonly reason: string };
};

/** What a provider learns, verified with the host's published keys. */
export async function claimsIn({ url, integration }: World, idToken: string) {
  const verifier = createTokenVerifier({
    issuer: url,
    audience: integration.id,
    jwks: `${url}/.well-known/jwks`,
  });
  return (await verifier.verify(idToken)).claims;
}
