import type { AnyInput, HostEndpoint } from '@kontor/protocol';
import type { Call } from '../../packages/cli/src/host/endpoint-types.ts';
import { StartError } from './start-error.ts';

/** One request to the host and the answer that came back, bodies parsed. */
export type Exchange = {
  readonly method: string;
  readonly path: string;
  readonly requestBody: unknown;
  readonly status: number;
  readonly responseBody: unknown;
};

/** What the host answered instead of what was asked for. */
export class HostRefusal extends StartError {
  override readonly name: string = 'HostRefusal';
  readonly exchange: Exchange;

  constructor(exchange: Exchange) {
    const { method, path, status, responseBody } = exchange;
    super(`${method} ${path} was answered with ${status}: ${JSON.stringify(responseBody)}`);
    this.exchange = exchange;
  }
}

export type HostClientOptions = {
  readonly url: string;
  /** A bearer token; the cookies of a session, which count only for the host's own pages; or none. */
  readonly credential?:
    | { readonly token: string }
    | { readonly cookie: string; readonly origin: string };
  readonly signal?: AbortSignal;
  /** Told of every exchange, whatever the answer. */
  readonly onExchange?: (exchange: Exchange) => void;
};

/**
 * A client of the host that is typed by its endpoints, which only uses what is public. Answers are
 * held against the schemas that the host declares.
 *
 * @throws HostRefusal for an answer that is none of those
 */
export function createHostClient({
  url,
  credential,
  signal,
  onExchange = () => {},
}: HostClientOptions): Call {
  const call = async (endpoint: HostEndpoint, input: AnyInput) => {
    const path = pathOf(endpoint, input);
    const exchange = await send(
      {
        url,
        method: endpoint.method,
        path,
        body: input.body,
        headers: headersFor(credential),
      },
      signal,
    );
    onExchange(exchange);
    const { status, responseBody } = exchange;
    const schema = endpoint.responses[status];
    if (schema === undefined) throw new HostRefusal(exchange);
    return { status, body: schema === null ? null : schema.parse(responseBody) };
  };
  return call as Call;
}

export type Request = {
  readonly url: string;
  readonly method: string;
  readonly path: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
};

/** Sends one request with JSON, and reads whatever comes back. */
export async function send(
  { url, method, path, body, headers = {} }: Request,
  signal?: AbortSignal,
): Promise<Exchange & { readonly headers: Headers }> {
  const response = await fetch(new URL(path, url), {
    method,
    headers: { ...headers, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
    body: body === undefined ? null : JSON.stringify(body),
    redirect: 'manual',
    signal: signal ?? null,
  });
  const text = await response.text();
  const exchange = {
    method,
    path,
    requestBody: body,
    status: response.status,
    responseBody: jsonOr(text),
  };
  return { ...exchange, headers: response.headers };
}

function pathOf({ path }: HostEndpoint, { params, query }: AnyInput): string {
  const filled = path.replaceAll(/\{(\w+)\}/g, (_, name: string) =>
    encodeURIComponent(params?.[name] ?? ''),
  );
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query ?? {})) {
    if (value !== undefined) search.set(name, String(value));
  }
  return search.size === 0 ? filled : `${filled}?${search}`;
}

function headersFor(credential: HostClientOptions['credential']): Readonly<Record<string, string>> {
  if (!credential) return {};
  if ('token' in credential) return { authorization: `Bearer ${credential.token}` };
  return credential;
}

function jsonOr(text: string): unknown {
  try {
    return text === '' ? undefined : JSON.parse(text);
  } catch {
    return text;
  }
}
