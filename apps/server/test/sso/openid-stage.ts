import { kontorEndpoints as k } from '@kontor/protocol/kontor';
import * as openid from 'openid-client';
import { afterAll, beforeAll } from 'vitest';
import { openBrowser } from '../pages/browser.ts';
import { install } from '../world/story.ts';
import { startWorld, type World } from '../world/world.ts';

export const redirectUri = 'https://console.scripted.test/callback';
export const loginUrl = 'https://console.scripted.test/sso?from=kontor';

/** What {@link useOpenid} has started for the tests of one file. */
export let world: World;
export let installation: string;
export const clock = { ms: 0 };
/** A host with a provider that people sign on to, for the tests of one file. */
export function useOpenid(): void {
  beforeAll(async () => {
    adas = undefined;
    clock.ms = 0;
    world = await startWorld({ now: () => new Date(Date.now() + clock.ms) });
    installation = await install(world);
    const { status, error } = await world.owner.api(k.updateIntegration, {
      params: { team: world.team, integration: world.integration.id },
      body: { openidRedirectUrls: [redirectUri], redirectLoginUrl: loginUrl },
    });
    if (status !== 200) throw new Error(JSON.stringify(error));
  });
  afterAll(() => world.close());
}

/** The provider's own client, of a library that knows nothing of this host but its address. */
export function discover(authentication?: openid.ClientAuth) {
  const { id, clientSecret } = world.integration;
  return openid.discovery(
    new URL(world.url),
    id,
    clientSecret,
    authentication ?? openid.ClientSecretPost(clientSecret),
    // the host of the test listens without TLS
    { execute: [openid.allowInsecureRequests] },
  );
}

export async function signedIn({ email, name }: { email: string; name: string }) {
  const browser = openBrowser(world.url);
  await browser.signIn(await browser.go('/sign-in'), { email, name });
  return browser;
}

/** Ada's browser, in which she is signed in: hosts let nobody sign in without end. */
let adas: ReturnType<typeof signedIn> | undefined;
export function adasBrowser() {
  adas ??= signedIn({ email: world.owner.email, name: 'Ada' });
  return adas;
}

export function addressOf(more: Record<string, string | undefined> = {}): string {
  const asked = {
    response_type: 'code',
    client_id: world.integration.id,
    redirect_uri: redirectUri,
    scope: 'openid profile email',
    state: 'their state',
    ...more,
  };
  const given = Object.entries(asked).filter((entry): entry is [string, string] => !!entry[1]);
  return `/oauth2/authorize?${new URLSearchParams(given)}`;
}

/** Goes the way of a browser, and answers what the client is told. */
export async function authorise(more: Record<string, string | undefined> = {}) {
  const { url } = await (await adasBrowser()).go(addressOf(more));
  return Object.fromEntries(url.searchParams);
}

/** Whatever came: a test asks for the status before it looks. */
type Answer = Record<
  'access_token' | 'refresh_token' | 'id_token' | 'error' | 'error_description',
  string
>;

export async function askToken(form: Record<string, string | undefined>, headers = {}) {
  const client = { client_id: world.integration.id, client_secret: world.integration.clientSecret };
  const whole = { grant_type: 'authorization_code', redirect_uri: redirectUri, ...client, ...form };
  const given = Object.entries(whole).filter((entry): entry is [string, string] => !!entry[1]);
  const answer = await fetch(`${world.url}/oauth2/token`, {
    method: 'POST',
    headers,
    body: new URLSearchParams(given),
  });
  return { status: answer.status, headers: answer.headers, body: (await answer.json()) as Answer };
}

export async function userinfo(token: string | undefined) {
  const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
  return fetch(`${world.url}/oauth2/userinfo`, { headers });
}
