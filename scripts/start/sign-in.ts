import { setTimeout as delay } from 'node:timers/promises';
import type { Demo } from './demo.ts';
import { HostRefusal, send } from './host-client.ts';
import { StartError } from './start-error.ts';

const AUTH = '/kontor/v1/auth';
/** The host lets one address try a few times a minute. */
const LONGEST_PAUSE_S = 60;

export type SignInOptions = {
  /** Where the host is called. */
  readonly url: string;
  /** The origin of its own pages. */
  readonly origin: string;
  readonly signal: AbortSignal;
};

/**
 * Signs the demo's person in, with an account made now if need be. Answers the cookies of the session.
 *
 * @throws StartError when the host belongs to somebody else
 */
export async function signIn(
  { name, email, password }: Demo['person'],
  options: SignInOptions,
): Promise<string> {
  const signedUp = await post('sign-up/email', { name, email, password }, options);
  if (signedUp.status === 200) return cookiesOf(signedUp.headers);
  const signedIn = await post('sign-in/email', { email, password }, options);
  if (signedIn.status === 200) return cookiesOf(signedIn.headers);
  if (signedIn.status !== 401) throw new HostRefusal(signedIn);
  throw new StartError(
    `This host has people already, and the demo's ${email} is none of them or has another password. ` +
      'Choose an empty database or another directory with KONTOR_DATA, or run the host alone: node apps/server/src/main.ts',
  );
}

async function post(
  what: string,
  body: object,
  { url, origin, signal }: SignInOptions,
): ReturnType<typeof send> {
  const request = {
    url,
    method: 'POST',
    path: `${AUTH}/${what}`,
    body,
    headers: { origin },
  };
  for (;;) {
    const exchange = await send(request, signal);
    const pauseS = Number(exchange.headers.get('retry-after') ?? LONGEST_PAUSE_S);
    if (exchange.status !== 429) return exchange;
    await delay(Math.min(pauseS, LONGEST_PAUSE_S) * 1000, undefined, { signal });
  }
}

function cookiesOf(headers: Headers): string {
  return headers
    .getSetCookie()
    .map((cookie) => cookie.split(';')[0])
    .join('; ');
}
