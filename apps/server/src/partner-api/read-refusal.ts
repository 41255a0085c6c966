import { providerLink } from '@kontor/protocol/vocabulary';
import type { ProviderRefusal } from './outcome.ts';
import type { ResponseBody } from './response-body.ts';
import { showable } from './showable-text.ts';

/**
 * Makes the best of what a provider sent with a 4xx: the protocol's envelope, `error` as text or `true`,
 * a bare object, printed blocks, plain text, a web page, or nothing. What cannot be used is left out.
 *
 * @see spec/partner-api.md §2, §18
 */
export function readRefusal(status: number, body: ResponseBody): ProviderRefusal {
  const outer = body.kind === 'json' ? asObject(body.value) : {};
  const inner = asObject(outer.error);
  const user = asObject(inner.user);
  const userMessage = firstText(user.message);
  const userUrl = providerLink.max(longestLink).safeParse(user.url).data;
  const fields = readFields(inner.fields);
  return {
    code: firstText(inner.code, outer.code)?.slice(0, longestCode) ?? codeOfStatus(status),
    message:
      firstText(inner.message, outer.error, ...plainly.map((key) => outer[key])) ??
      plainMessage(body) ??
      `The provider answered ${status} and gave no reason.`,
    ...(userMessage && { userMessage }),
    ...(userUrl && { userUrl }),
    ...(fields.length > 0 && { fields }),
  };
}

/** Where servers that know nothing of the protocol put their message. */
const plainly = ['message', 'error_description', 'detail', 'title'] as const;

const longestCode = 100;
const longestLink = 2048;
const mostFields = 50;

function codeOfStatus(status: number): string {
  return knownCodes[status] ?? `http_${status}`;
}

const knownCodes: Readonly<Record<number, string>> = {
  400: 'bad_request',
  401: 'unauthorized',
  403: 'forbidden',
  404: 'not_found',
  409: 'conflict',
  422: 'unprocessable',
  429: 'too_many_requests',
};

function plainMessage(body: ResponseBody): string | undefined {
  if (body.kind === 'none') return firstText(body.text);
  if (body.kind === 'json') return firstText(textsIn(body.value, 0).join(' '));
  return undefined;
}

/** The texts of printed blocks, in reading order. @see spec/partner-api.md §4.11 */
function textsIn(value: unknown, depth: number): readonly string[] {
  if (depth > deepestBlock) return [];
  if (Array.isArray(value)) return value.flatMap((item) => textsIn(item, depth + 1));
  const { text, children, header, rows } = asObject(value);
  if (typeof text === 'string') return [text];
  return [children, header, rows].flatMap((part) =>
    Array.isArray(part) ? textsIn(part, depth + 1) : [],
  );
}

const deepestBlock = 5;

function readFields(value: unknown): readonly { key: string; message?: string }[] {
  if (!Array.isArray(value)) return [];
  return value.slice(0, mostFields).flatMap((item) => {
    const key = firstText(asObject(item).key);
    const message = firstText(asObject(item).message);
    return key ? [{ key, ...(message && { message }) }] : [];
  });
}

function firstText(...candidates: readonly unknown[]): string | undefined {
  return candidates
    .filter((candidate) => typeof candidate === 'string')
    .map((candidate) => showable(candidate))
    .find((text) => text !== '');
}

function asObject(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {};
}
