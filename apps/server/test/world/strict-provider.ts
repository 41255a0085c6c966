import { createPublicKey, verify } from 'node:crypto';
import * as z from 'zod';
import { listenRaw, type RawAnswer, type RawCall, type Registration } from './raw-provider.ts';

/**
 * A provider that insists on everything that some real one insists on, and refuses what any of them
 * would refuse.
 *
 * @see spec/partner-api.md §19
 */
export function startStrictProvider() {
  const complaints: string[] = [];
  const resources = new Map<string, Record<string, unknown>>();
  let count = 0;

  async function answer(call: RawCall, registration: Registration): Promise<RawAnswer> {
    const operation = operations.find(
      ({ method, pattern }) => method === call.method && pattern.test(call.path),
    );
    if (operation === undefined) return refuse(404, 'not_found', 'No such operation');
    try {
      const claims = await authenticate(call, registration, operation.auth);
      const [, installationId = ''] = /\/installations\/([^/]+)/.exec(call.path) ?? [];
      if (installationId !== '') demand(claims.installation_id === installationId, 'installation');
      checkHeaders(call);
      const body = operation.body?.parse(call.text === '' ? undefined : JSON.parse(call.text));
      const [, id = ''] = /\/resources\/([^/]+)/.exec(call.path) ?? [];
      return operation.act({ id: decodeURIComponent(id), body, call });
    } catch (error) {
      complaints.push(`${call.method} ${call.path}: ${String(error)}`);
      return refuse(error instanceof z.ZodError ? 400 : 401, 'validation_error', String(error));
    }
  }

  const operations: readonly Operation[] = [
    {
      method: 'PUT',
      pattern: /^\/v1\/installations\/[^/]+$/,
      auth: ['user'],
      body: upsert,
      act: () => ({ status: 204 }),
    },
    {
      method: 'PATCH',
      pattern: /^\/v1\/installations\/[^/]+$/,
      auth: ['user'],
      body: z.strictObject({ billingPlanId: z.string().min(1) }),
      act: () => ({ status: 204 }),
    },
    {
      method: 'DELETE',
      pattern: /^\/v1\/installations\/[^/]+$/,
      auth: ['user', 'system'],
      body: z.strictObject({ cascadeResourceDeletion: z.boolean().optional() }).optional(),
      act: () => {
        resources.clear();
        return { status: 204 };
      },
    },
    {
      method: 'GET',
      pattern: /^\/v1\/products\/[^/]+\/plans$/,
      auth: ['system'],
      act: ({ call }) => {
        const metadata = call.query.get('metadata');
        if (metadata !== null) z.record(z.string(), z.unknown()).parse(JSON.parse(metadata));
        return json(200, { plans: [planNamed('free'), planNamed('pro')] });
      },
    },
    {
      method: 'GET',
      pattern: /^\/v1\/installations\/[^/]+\/resources\/[^/]+\/plans$/,
      auth: ['system'],
      act: () => json(200, { plans: [planNamed('free'), planNamed('pro')] }),
    },
    {
      method: 'POST',
      pattern: /^\/v1\/installations\/[^/]+\/resources$/,
      auth: ['user'],
      body: provision,
      act: ({ body }) => {
        count += 1;
        const { productId, name, metadata, billingPlanId } = body as z.output<typeof provision>;
        const id = `strict/${count}`;
        const billingPlan = planNamed(billingPlanId);
        const resource = { id, productId, name, metadata, status: 'ready', billingPlan };
        resources.set(id, resource);
        return json(201, { ...resource, secrets: [{ name: 'STRICT_URL', value: 'strict://1' }] });
      },
    },
    {
      method: 'GET',
      pattern: /^\/v1\/installations\/[^/]+\/resources\/[^/]+$/,
      auth: ['system'],
      act: ({ id }) => found(resources.get(id)),
    },
    {
      method: 'PATCH',
      pattern: /^\/v1\/installations\/[^/]+\/resources\/[^/]+$/,
      auth: ['user'],
      body: update,
      act: ({ id, body }) => {
        const { billingPlanId, ...change } = body as z.output<typeof update>;
        const plan = billingPlanId === undefined ? {} : { billingPlan: planNamed(billingPlanId) };
        const changed = { ...resources.get(id), ...change, ...plan };
        resources.set(id, changed);
        return json(200, changed);
      },
    },
    {
      method: 'DELETE',
      pattern: /^\/v1\/installations\/[^/]+\/resources\/[^/]+$/,
      auth: ['user', 'system'],
      act: ({ id }) => {
        resources.delete(id);
        return { status: 204 };
      },
    },
    {
      method: 'POST',
      pattern: /\/secrets\/rotate$/,
      auth: ['user', 'system'],
      body: z.strictObject({
        reason: z.string().optional(),
        delayOldSecretsExpirationHours: z.int().min(0).max(720).optional(),
      }),
      act: () => json(200, { sync: true, secrets: [{ name: 'STRICT_URL', value: 'strict://2' }] }),
    },
  ];

  return listenRaw(answer, complaints);
}

type Operation = {
  readonly method: string;
  readonly pattern: RegExp;
  readonly auth: readonly string[];
  readonly body?: z.ZodType;
  readonly act: (given: { id: string; body: unknown; call: RawCall }) => RawAnswer;
};

const upsert = z.strictObject({
  scopes: z.array(z.string().min(1)).min(1),
  acceptedPolicies: z.record(z.string(), z.iso.datetime({ precision: 3 })),
  credentials: z.strictObject({
    access_token: z.string().min(1),
    token_type: z.literal('Bearer'),
  }),
  account: z.strictObject({
    name: z.string().optional(),
    url: z.url(),
    contact: z.strictObject({ email: z.email(), name: z.string().optional() }),
  }),
});
const metadata = z.record(
  z.string(),
  z.union([z.string(), z.number(), z.boolean(), z.array(z.string()), z.array(z.number())]),
);
const provision = z.strictObject({
  productId: z.literal('db'),
  name: z.string().regex(/^[a-zA-Z0-9_-]{1,128}$/),
  metadata,
  billingPlanId: z.string().min(1),
});
const update = z.strictObject({
  name: z.string().optional(),
  metadata: metadata.optional(),
  billingPlanId: z.string().optional(),
});

function planNamed(id: string) {
  const common = { id, type: 'subscription', name: id, description: `The plan ${id}` };
  return { ...common, scope: 'resource', paymentMethodRequired: id !== 'free' };
}

const userClaims = z.strictObject({
  iss: z.string(),
  aud: z.string().regex(/^oac_[A-Za-z0-9]{24}$/),
  sub: z.string().regex(/^account:[0-9a-f]+:user:[0-9a-f]+$/),
  account_id: z.string().regex(/^[0-9a-f]+$/),
  user_id: z.string().regex(/^[0-9a-f]+$/),
  installation_id: z.string().regex(/^icfg_[A-Za-z0-9]{24}$/),
  user_role: z.enum(['ADMIN', 'USER']),
  type: z.literal('access_token').optional(),
  user_email: z.email(),
  user_name: z.string().optional(),
  user_avatar_url: z.url().optional(),
  exp: z.int(),
  iat: z.int(),
});
const systemClaims = z.strictObject({
  iss: z.string(),
  aud: z.string().regex(/^oac_[A-Za-z0-9]{24}$/),
  sub: z
    .string()
    .regex(/^account:[0-9a-f]+$/)
    .nullish(),
  account_id: z
    .string()
    .regex(/^[0-9a-f]+$/)
    .nullish(),
  installation_id: z
    .string()
    .regex(/^icfg_[A-Za-z0-9]{24}$/)
    .nullable(),
  type: z.literal('access_token').optional(),
  exp: z.int(),
  iat: z.int(),
});

async function authenticate(
  { headers }: RawCall,
  { clientId, hostUrl }: Registration,
  allowed: readonly string[],
) {
  const kind = String(headers['x-vercel-auth']);
  demand(allowed.includes(kind), `X-Vercel-Auth '${kind}' is not for this operation`);
  const [, token = ''] = /^Bearer (\S+)$/.exec(headers.authorization ?? '') ?? [];
  const [head = '', body = '', signature = ''] = token.split('.');
  const { alg, kid } = decoded(head);
  demand(alg === 'RS256' && typeof kid === 'string', 'alg and kid');
  for (const path of ['/.well-known/jwks', '/.well-known/jwks.json']) {
    const answer = await fetch(hostUrl + path);
    const { keys } = (await answer.json()) as { keys: { kid: string }[] };
    const jwk = keys.find((each) => each.kid === kid);
    demand(jwk !== undefined, `kid at ${path}`);
    const key = createPublicKey({ key: jwk as never, format: 'jwk' });
    const signed = Buffer.from(`${head}.${body}`);
    demand(verify('RSA-SHA256', signed, key, Buffer.from(signature, 'base64url')), 'signature');
  }
  const claims = (kind === 'user' ? userClaims : systemClaims).parse(decoded(body));
  demand(claims.iss === hostUrl && claims.aud === clientId, 'iss and aud');
  const now = Date.now() / 1000;
  demand(claims.exp > now && claims.iat <= now + 5, 'exp and iat');
  return claims;
}

function decoded(part: string): Record<string, unknown> {
  return JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
}

function checkHeaders({ method, headers, text }: RawCall): void {
  const key = headers['idempotency-key'];
  demand(method === 'GET' ? key === undefined : typeof key === 'string', 'Idempotency-Key');
  demand((headers['content-type'] === 'application/json') === (text !== ''), 'Content-Type');
  demand(method !== 'GET' || text === '', 'a GET has no body');
}

function demand(holds: boolean, what: string): void {
  if (!holds) throw new Error(`not as demanded: ${what}`);
}

function found(body: object | undefined): RawAnswer {
  return body === undefined ? refuse(404, 'not_found', 'Not found') : json(200, body);
}

function json(status: number, body: object): RawAnswer {
  return { status, body, type: 'application/json' };
}

function refuse(status: number, code: string, message: string): RawAnswer {
  return json(status, { error: { code, message } });
}
