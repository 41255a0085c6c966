import { table } from 'virtual:endpoints';
import type { EndpointAnswer, EndpointInput } from '@kontor/protocol';
import type { kontorEndpoints } from '@kontor/protocol/kontor';
import { problemIn, unreachable } from './problem.ts';

type Endpoints = typeof kontorEndpoints;
export type EndpointId = keyof Endpoints;
export type Input<Id extends EndpointId> = EndpointInput<Endpoints[Id]>;
type Success = 200 | 201 | 202 | 204;
export type Answer<Id extends EndpointId> = Extract<
  EndpointAnswer<Endpoints[Id]>,
  { readonly status: Success }
>['body'];

type AnyInput = {
  readonly params?: Readonly<Record<string, string>> | undefined;
  readonly query?: Readonly<Record<string, unknown>> | undefined;
  readonly body?: unknown;
};

/**
 * Calls an endpoint of the host as the person who is signed in here.
 *
 * @param key the same for every try of one change, so that it happens once
 * @throws Problem when the host refuses, or cannot be reached
 */
export async function call<Id extends EndpointId>(
  id: Id,
  input: Input<Id>,
  options: Omit<SendOptions, 'accept'> = {},
): Promise<Answer<Id>> {
  const response = await send(id, input, { ...options, accept: 'application/json' });
  if (!response.ok) throw await problemIn(response);
  return (response.status === 204 ? null : await response.json()) as Answer<Id>;
}

type SendOptions = {
  readonly accept: string;
  readonly signal?: AbortSignal;
  readonly key?: string;
  /** Whether it goes on when the page is left. */
  readonly keepalive?: boolean;
};

/**
 * Sends a call and hands on the answer as it comes, for what is not one JSON document.
 *
 * @throws Problem when the host cannot be reached
 */
export async function send<Id extends EndpointId>(
  id: Id,
  input: Input<Id>,
  { accept, signal, key, keepalive = false }: SendOptions,
): Promise<Response> {
  const [method, path] = table[id] ?? [];
  if (method === undefined || path === undefined) throw new Error(`There is no endpoint ${id}.`);
  const { body, ...rest } = input as AnyInput;
  return fetch(addressOf(path, rest), {
    method,
    keepalive,
    headers: {
      accept,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(key === undefined ? {} : { 'idempotency-key': key }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    ...(signal === undefined ? {} : { signal }),
  }).catch((cause: unknown) => {
    if (signal?.aborted) throw cause;
    throw unreachable(cause);
  });
}

/** Where an endpoint that is read has its address, for links to what the browser opens by itself. */
export function addressTo<Id extends EndpointId>(id: Id, input: Input<Id>): string {
  return addressOf(table[id]?.[1] ?? '', input as AnyInput);
}

function addressOf(path: string, { params, query }: AnyInput): string {
  const filled = path.replaceAll(/\{(\w+)\}/g, (_, name: string) =>
    encodeURIComponent(params?.[name] ?? ''),
  );
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query ?? {})) {
    if (value !== undefined) search.set(name, String(value));
  }
  return search.size === 0 ? filled : `${filled}?${search}`;
}
