import type { HostEndpoint } from '@kontor/protocol';
import { HostError } from './host-error.ts';
import { refusedBy } from './refused-by.ts';

/** How long the host may take to answer, in milliseconds, unless a caller gives its own signal. */
const timeoutMs = 15_000;

/** Gives the access token when a call needs it; `undefined` when there is none. */
export type AccessToken = string | (() => TokenOrNone | Promise<TokenOrNone>);
type TokenOrNone = string | undefined;

export type HostCallOptions = {
  /** Where the host's API stands, path prefix included. */
  readonly apiUrl: string;
  readonly installationId: string;
  readonly accessToken: AccessToken;
  readonly fetch?: typeof globalThis.fetch;
};

export type HostCall<Endpoint extends HostEndpoint> = {
  readonly parameters?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal | undefined;
} & (Endpoint extends { request: { parse(body: unknown): infer Body } }
  ? { readonly body: NonNullable<Body> }
  : unknown);

type AnswerOf<Endpoint extends HostEndpoint> = Endpoint['responses'] extends {
  200: { parse(body: unknown): infer Answer };
}
  ? Answer
  : undefined;

/** Makes one call to the host, or throws a {@link HostError}. A redirect is not followed: it would take the token along. */
export async function callHost<Endpoint extends HostEndpoint>(
  options: HostCallOptions,
  endpoint: Endpoint,
  call: HostCall<Endpoint>,
): Promise<AnswerOf<Endpoint>> {
  const response = await sent(options, endpoint, call);
  const text = await textOf(response);
  if (!response.ok) throw refusedBy(response, text);
  const parsed = endpoint.responses[response.status]?.safeParse(jsonOrUndefined(text));
  if (parsed === undefined) return undefined as AnswerOf<Endpoint>;
  if (parsed.success) return parsed.data as AnswerOf<Endpoint>;
  throw new HostError('unreadable', `The host answered ${endpoint.id} with another body.`, {
    status: response.status,
    requestId: response.headers.get('x-vercel-id') ?? undefined,
    cause: parsed.error,
  });
}

async function sent<Endpoint extends HostEndpoint>(
  { apiUrl, installationId, accessToken, fetch = globalThis.fetch }: HostCallOptions,
  endpoint: Endpoint,
  { parameters, signal, ...rest }: HostCall<Endpoint>,
): Promise<Response> {
  const path = filled(endpoint.path, { installationId, ...parameters });
  const headers = new Headers({ authorization: `Bearer ${await tokenFrom(accessToken)}` });
  const body = 'body' in rest ? JSON.stringify(rest.body) : null;
  if (body !== null) headers.set('content-type', 'application/json');
  const request = {
    method: endpoint.method,
    headers,
    body,
    redirect: 'manual' as const,
    signal: signal ?? AbortSignal.timeout(timeoutMs),
  };
  return fetch(`${apiUrl.replace(/\/$/, '')}${path}`, request).catch((cause: unknown) => {
    throw new HostError('unavailable', 'The host gave no answer.', { cause });
  });
}

async function tokenFrom(accessToken: AccessToken): Promise<string> {
  const token = typeof accessToken === 'string' ? accessToken : await accessToken();
  if (token !== undefined) return token;
  throw new HostError('no_access_token', 'There is no access token for this installation.');
}

function filled(path: string, parameters: Readonly<Record<string, string>>): string {
  return path.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    const value = parameters[name];
    if (value === undefined) throw new TypeError(`The path ${path} needs "${name}".`);
    return encodeURIComponent(value);
  });
}

async function textOf(response: Response): Promise<string> {
  try {
    return await response.text();
  } catch (cause) {
    throw new HostError('unavailable', "The host's answer broke off.", { cause });
  }
}

function jsonOrUndefined(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
