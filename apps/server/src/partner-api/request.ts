import { canonicalJson, fail, type JsonValue, ok, type Result } from '@kontor/core';
import type { PartnerEndpoint } from '@kontor/protocol';
import { upsertInstallation } from '@kontor/protocol/partner';
import manifest from '../../package.json' with { type: 'json' };
import { checkProviderUrl } from './provider-url.ts';

/** A call as it goes over the wire. */
export type WireRequest = {
  readonly origin: string;
  readonly method: PartnerEndpoint['method'];
  /** The base URL's own path, the endpoint's path and the query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
  /** What it entrusts to the provider, who has no reason ever to repeat it. */
  readonly credentials: readonly string[];
};

/** What `ProviderCall` comes to once its endpoint is forgotten. */
export type CallFacts = {
  readonly integration: { readonly baseUrl: string };
  readonly params: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, unknown>> | undefined;
  readonly body?: unknown;
  readonly token: string;
  readonly callerKind: 'user' | 'system';
  readonly idempotencyKey?: string | undefined;
  readonly traceparent: string;
};

/**
 * Writes a call down as HTTP. Fails, with a message, where the call has no address: a base URL that is
 * no longer allowed, or a parameter that would turn the path into another one.
 *
 * @see spec/partner-api.md §2
 */
export function writeRequest(
  endpoint: PartnerEndpoint,
  call: CallFacts,
  options: { readonly allowPrivateAddresses: boolean },
): Result<WireRequest, string> {
  const base = checkProviderUrl(call.integration.baseUrl, options);
  if (!base.ok) return fail(`The base URL cannot be called. ${base.error.message}`);
  const unusable = Object.entries(call.params).find(([, value]) => !fitsInPath(value));
  if (unusable) return fail(`The ${unusable[0]} cannot stand in the path of a URL.`);

  // a repeat under one key is the same to the byte, also when what it says was read back from the database
  const body = call.body === undefined ? undefined : canonicalJson(call.body as JsonValue);
  const value: WireRequest = {
    origin: base.value.origin,
    method: endpoint.method,
    path:
      withoutEndSlash(base.value.pathname) + fill(endpoint.path, call.params) + write(call.query),
    headers: {
      Authorization: `Bearer ${call.token}`,
      'X-Vercel-Auth': call.callerKind,
      ...(call.idempotencyKey !== undefined && { 'Idempotency-Key': call.idempotencyKey }),
      ...(body !== undefined && { 'Content-Type': 'application/json' }),
      Accept: 'application/json, */*;q=0.1',
      'Accept-Encoding': 'identity',
      traceparent: call.traceparent,
      'User-Agent': `kontor/${manifest.version}`,
    },
    body,
    credentials: [call.token, accessTokenIn(call.body)].filter(
      (text) => text.length >= shortestToken,
    ),
  };
  return ok(value);
}

/** The credential for calls back that an installation is made known with. @see spec/partner-api.md §4.2 */
function accessTokenIn(body: unknown): string {
  return handover.safeParse(body).data?.credentials.access_token ?? '';
}

const handover = upsertInstallation.request.pick({ credentials: true });

/** Anything shorter could be a word of an ordinary text. */
const shortestToken = 16;

/**
 * Ids are a provider's own words. Empty, `.` and `..` cannot be escaped in a path, encoded or not: deleting
 * a resource called `..` would delete the installation.
 */
function fitsInPath(value: string): boolean {
  return value !== '' && value !== '.' && value !== '..' && value.isWellFormed();
}

function withoutEndSlash(path: string): string {
  return path.endsWith('/') ? path.slice(0, -1) : path;
}

function fill(path: string, params: CallFacts['params']): string {
  return path.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = params[name];
    if (value === undefined) throw new TypeError(`${path} needs the parameter ${name}`);
    return encodeURIComponent(value);
  });
}

function write(query: CallFacts['query']): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query ?? {})) {
    for (const one of Array.isArray(value) ? value : [value]) {
      if (one !== undefined) search.append(name, String(one));
    }
  }
  return search.size > 0 ? `?${search}` : '';
}
