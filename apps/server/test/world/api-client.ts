import { addressOf, type HostEndpoint } from '@kontor/protocol';
import type * as z from 'zod';

type OutputOf<Schema> = Schema extends z.ZodType ? z.output<Schema> : never;

/** What any of the successes may hold: a test asks for the status before it looks. */
type AllOf<Union> = (Union extends unknown ? (each: Union) => void : never) extends (
  all: infer All,
) => void
  ? All
  : never;

export type ApiCall = {
  readonly params?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string | number>>;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
};

export type ApiError = {
  readonly code: string;
  readonly message: string;
  readonly requestId: string;
  readonly [fact: string]: unknown;
};

export type ApiAnswer<E extends HostEndpoint> = {
  readonly status: number;
  readonly headers: Headers;
  /** The body of a success, checked against the endpoint. */
  readonly body: AllOf<OutputOf<E['responses'][keyof E['responses']]>>;
  readonly error: ApiError;
};

/** Calls the API as any client would, over HTTP, and checks every success against its endpoint. */
export function createApi(url: string, token: string | undefined) {
  return async <E extends HostEndpoint>(endpoint: E, call: ApiCall = {}): Promise<ApiAnswer<E>> => {
    const answer = await fetch(url + addressOf(endpoint, call), {
      method: endpoint.method,
      headers: {
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...(call.body === undefined ? {} : { 'content-type': 'application/json' }),
        ...call.headers,
      },
      ...(call.body === undefined ? {} : { body: JSON.stringify(call.body) }),
    });
    const text = await answer.text();
    const json = text === '' ? null : JSON.parse(text);
    const schema = endpoint.responses[answer.status];
    const body = schema ? schema.parse(json) : null;
    return {
      status: answer.status,
      headers: answer.headers,
      body: body as ApiAnswer<E>['body'],
      error: json?.error,
    };
  };
}

export type Api = ReturnType<typeof createApi>;
