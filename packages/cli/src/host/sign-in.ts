import type { HostEndpoint } from '@kontor/protocol';
import { createCall, limitMs, userAgent } from './create-call.ts';
import type { Call } from './endpoint-types.ts';
import { refused } from './refused.ts';
import { send } from './send.ts';

export type Credentials = { readonly email: string; readonly password: string };
export type NewPerson = Credentials & { readonly name: string };

export type SignInOptions = {
  readonly host: string;
  readonly interrupted: AbortSignal;
  readonly leftMs: () => number;
};

/** A person who is signed in with a session. */
export type SignedIn = {
  readonly call: Call;
  /** Ends the session. It has done its work, so that this fails is no failure. */
  readonly signOut: () => Promise<void>;
};

const AUTH_PATH = '/kontor/v1/auth';
const LIMIT_MS = 60_000;

/** Opens a session with e-mail and password, for as long as it takes to make a token. */
export function signIn(options: SignInOptions, credentials: Credentials): Promise<SignedIn> {
  return openSession(options, 'sign-in/email', credentials);
}

/** The same for somebody whom the host does not know yet. */
export function signUp(options: SignInOptions, person: NewPerson): Promise<SignedIn> {
  return openSession(options, 'sign-up/email', person);
}

async function openSession(options: SignInOptions, path: string, body: object): Promise<SignedIn> {
  const url = `${options.host}${AUTH_PATH}/${path}`;
  const response = await send(request(options, url, { body }), options.interrupted);
  const cookie = response.headers
    .getSetCookie()
    .map((text) => text.split(';')[0])
    .join('; ');
  if (response.status !== 200 || cookie === '') throw refused(response, url);
  const headers = { cookie, origin: new URL(options.host).origin };
  return {
    call: createCall({ ...options, token: undefined, sessionHeaders: headers }),
    signOut: async () => {
      const end = request(options, `${options.host}${AUTH_PATH}/sign-out`, { body: {}, headers });
      await send(end, options.interrupted).catch(() => undefined);
    },
  };
}

function request(
  { host, leftMs }: SignInOptions,
  url: string,
  { body, headers = {} }: { readonly body: object; readonly headers?: Record<string, string> },
) {
  return {
    method: 'POST' satisfies HostEndpoint['method'],
    url,
    headers: {
      accept: 'application/json',
      'content-type': 'application/json',
      'user-agent': userAgent(),
      origin: new URL(host).origin,
      ...headers,
    },
    body: JSON.stringify(body),
    timeoutMs: limitMs({ leftMs }, LIMIT_MS),
    isRepeatable: false,
  };
}
