import type { HostEndpoint } from '@kontor/protocol';
import { protocolCode, refusalStatus } from '../http/refusal-status.ts';
import type { ApiResponse, JsonSchema, Reference } from './document.ts';

/** What a status means when the host refuses, and what to do about it. */
const MEANINGS: Readonly<Record<number, readonly [name: string, meaning: string]>> = {
  400: [
    'BadRequest',
    'Something in the request is wrong; `fields` names it where it can be named.',
  ],
  401: ['Unauthenticated', 'No credential was sent, or it is not good any more.'],
  402: ['PaymentRequired', 'Money is needed first, and there is none to be had.'],
  403: ['Forbidden', 'The credential is good, and not for this.'],
  404: ['NotFound', 'There is no such thing, or it is somebody else’s.'],
  409: ['Conflict', 'It clashes with how things stand. The message says with what.'],
  410: ['Gone', 'It was there, and nothing more is taken of it.'],
  412: ['PreconditionFailed', 'It has changed since you read it.'],
  413: ['BodyTooLarge', 'The body is larger than what is read.'],
  415: ['UnsupportedMediaType', 'The body is not JSON.'],
  422: [
    'Unprocessable',
    'It is well formed and cannot be done; often the provider has refused it.',
  ],
  429: ['RateLimited', 'Too many requests; `Retry-After` says how many seconds to wait.'],
  500: ['Failure', 'Something went wrong here. Quote the request id when you report it.'],
  502: ['ProviderFailure', 'The provider cannot be reached or understood. Try again later.'],
  503: [
    'Unavailable',
    'The host cannot look anything up just now; `Retry-After` says how many seconds to wait.',
  ],
};

/** The two spellings of a refusal: the host's own endpoints, and those of the protocol. */
type Spelling = 'own' | 'protocol';

/** Every way in which the host refuses, to be referred to by {@link refusalsOf}. */
export function refusalResponses(): Readonly<Record<string, ApiResponse>> {
  const entries = Object.entries(MEANINGS).flatMap(([status, [name, meaning]]) =>
    (['own', 'protocol'] as const).map((spelling) => [
      nameOf(name, spelling),
      {
        description: `${meaning}${listOf(codesOf(Number(status)))}`,
        content: { 'application/json': { schema: bodyOf(Number(status), spelling) } },
      },
    ]),
  );
  return Object.fromEntries(entries);
}

/** What may be refused at an endpoint, by status. */
export function refusalsOf(endpoint: HostEndpoint): Readonly<Record<string, Reference>> {
  const spelling = endpoint.path.startsWith('/kontor/') ? 'own' : 'protocol';
  const references = [...statusesOf(endpoint)].sort().flatMap((status) => {
    const [name] = MEANINGS[status] ?? [];
    if (name === undefined) return [];
    return [[status, { $ref: `#/components/responses/${nameOf(name, spelling)}` }]];
  });
  return Object.fromEntries(references);
}

function statusesOf(endpoint: HostEndpoint): ReadonlySet<number> {
  const { method, path, access, responses } = endpoint;
  const hasBody = endpoint.request !== undefined;
  const isChange = method !== 'GET';
  const asksProvider = 202 in responses || path.endsWith('/plans');
  const statuses = new Map<number, boolean>([
    [400, hasBody || endpoint.query !== undefined],
    [401, access.kind !== 'public'],
    [402, path.endsWith('/payment')],
    [403, access.kind !== 'public'],
    [404, path.includes('{')],
    [409, isChange],
    [412, 412 in responses],
    [413, hasBody],
    [415, hasBody],
    [422, asksProvider || (isChange && access.kind === 'team')],
    [429, true],
    [500, true],
    [502, asksProvider],
    [503, true],
  ]);
  const stated = Object.keys(responses)
    .map(Number)
    .filter((status) => status >= 400);
  const likely = [...statuses].filter(([, applies]) => applies).map(([status]) => status);
  return new Set([...stated, ...likely]);
}

function nameOf(name: string, spelling: Spelling): string {
  return spelling === 'own' ? name : `Protocol${name}`;
}

function codesOf(status: number): readonly string[] {
  return Object.entries(refusalStatus)
    .filter(([, known]) => known === status)
    .map(([code]) => code)
    .sort();
}

function listOf(codes: readonly string[]): string {
  return codes.length === 0 ? '' : ` One of: ${codes.map((code) => `\`${code}\``).join(', ')}.`;
}

const TEXT = { type: 'string' };

function bodyOf(status: number, spelling: Spelling): JsonSchema {
  const codes = status === 500 ? ['internal_error'] : codesOf(status);
  const exact = codes.length === 0 ? TEXT : { ...TEXT, enum: codes };
  const code =
    spelling === 'own'
      ? { code: exact }
      : { code: { ...TEXT, const: protocolCode(status) }, reason: exact };
  const fields = {
    type: 'array',
    items: { type: 'object', properties: { key: TEXT, message: TEXT }, required: ['key'] },
  };
  const properties = { ...code, message: TEXT, requestId: TEXT, ...(status === 400 && { fields }) };
  return {
    type: 'object',
    properties: {
      error: { type: 'object', properties, required: ['code', 'message', 'requestId'] },
    },
    required: ['error'],
  };
}
