import { fail, ok, type Result } from '@kontor/core';
import type { PartnerEndpoint } from '@kontor/protocol';
import type { ProviderCall } from '@kontor/protocol/kontor';
import { partnerEndpoints } from '@kontor/protocol/partner';
import { hidden } from '../partner-api/redact.ts';

/** What a call asked of a provider, as far as it can be asked again. */
export type Asked = {
  readonly endpoint: PartnerEndpoint;
  readonly params: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, readonly string[]>>;
  readonly body?: unknown;
};

/** The record of a call, with what it holds of a request. */
type Recorded = Pick<ProviderCall, 'direction' | 'operation' | 'path' | 'requestBody'>;

/**
 * Reads a recorded call back. Its record has no secrets, and long bodies break off: what was asked by
 * such a call is not known any more, but for the credential of the installation, which stays the same
 * and is put in by `credential`. Fails with the reason, for people.
 */
export function askedOfProvider(
  { direction, operation, path, requestBody }: Recorded,
  credential: string,
): Result<Asked, string> {
  if (direction === 'inbound')
    return fail('It is a call of your server, which only that can repeat.');
  const endpoint = Object.values<PartnerEndpoint>(partnerEndpoints).find(
    ({ id }) => id === operation,
  );
  if (endpoint === undefined) return fail('This host does not make such calls any more.');
  const [place = '', search = ''] = path.split('?');
  const params = paramsOf(endpoint, place);
  if (params === undefined) return fail('It had no address, so nothing was sent.');
  const query = queryOf(search);
  const body = requestBody === null ? undefined : withCredential(requestBody, credential);
  if (!isWhole(query) || !isWhole(body)) {
    return fail('It held something that is not kept: a secret, what somebody typed, or too much.');
  }
  if (endpoint.request !== undefined && !endpoint.request.safeParse(body).success) {
    return fail('What it sent is not known well enough any more.');
  }
  return ok({
    endpoint,
    params,
    ...(search !== '' && { query }),
    ...(body !== undefined && { body }),
  });
}

/** What stood for the names in the path of an endpoint; a base address may have a path of its own. */
function paramsOf(
  { path }: PartnerEndpoint,
  place: string,
): Readonly<Record<string, string>> | undefined {
  const pattern = path.replace(/\{(\w+)\}/g, '(?<$1>[^/{}]+)');
  const found = new RegExp(`${pattern}$`).exec(place);
  if (found === null) return undefined;
  return Object.fromEntries(
    Object.entries(found.groups ?? {}).map(([name, text]) => [name, decodeURIComponent(text)]),
  );
}

function queryOf(search: string): Readonly<Record<string, readonly string[]>> {
  const given = new URLSearchParams(search);
  return Object.fromEntries([...given.keys()].map((name) => [name, given.getAll(name)]));
}

/** The handover of an installation, which names the credential for calls back. @see spec/partner-api.md §4.2 */
function withCredential(body: ProviderCall['requestBody'], credential: string): unknown {
  if (!isObject(body) || !isObject(body.credentials)) return body;
  if (body.credentials.access_token !== hidden) return body;
  return { ...body, credentials: { access_token: credential, token_type: 'Bearer' } };
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Whether nothing was cut out of it, nor off its end. */
function isWhole(value: unknown): boolean {
  const text = JSON.stringify(value) ?? '';
  return !text.includes(hidden) && !/… \(\d+ bytes\)"/.test(text);
}
