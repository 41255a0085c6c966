import { randomUUID } from 'node:crypto';
import { generateSigningKey, publishedJwks, type SigningKey, signToken } from '@kontor/signatures';
import type { Meddling, Passed, Passing } from './between.ts';

/** A host that does one thing wrong: between it and the others stands somebody who spoils that. */
export type BrokenHost = {
  readonly name: string;
  /** The trial that has to see it. */
  readonly caughtBy: string;
  /** Spoils what providers and customers ask the host. */
  readonly asked?: (tools: Tools) => Meddling;
  /** Spoils what the host sends. */
  readonly sent?: (tools: Tools) => Meddling;
};

/** A key of the spoiler's own, and whether the host is to publish it. */
type Tools = { readonly key: SigningKey };

const unchanged: Meddling = (call, handOn) => handOn(call);
const json = { 'content-type': 'application/json' };
const said = (status: number, body: object): Passed => ({
  status,
  headers: json,
  body: JSON.stringify(body),
});

/** Sends other claims, signed with a key that stands in the key set. */
function claiming(name: string, caughtBy: string, change: (claims: Claims) => Claims): BrokenHost {
  return { name, caughtBy, sent: signing(change), asked: publishing };
}

type Claims = Record<string, unknown>;

const signing =
  (change: (claims: Claims) => Claims) =>
  ({ key }: Tools): Meddling =>
  async (call, handOn) => {
    const token = call.headers.authorization?.split(' ')[1];
    if (token === undefined) return handOn(call);
    const claims = JSON.parse(
      Buffer.from(token.split('.')[1] ?? '', 'base64url').toString(),
    ) as Claims;
    const { iat: _, exp: __, ...rest } = change(claims);
    const now = new Date(Number(claims.iat) * 1000);
    const forged = await signToken(key, rest as never, { now, lifetimeSeconds: 300 });
    return handOn({ ...call, headers: { ...call.headers, authorization: `Bearer ${forged}` } });
  };

const publishing =
  ({ key }: Tools): Meddling =>
  async (call, handOn) => {
    const answer = await handOn(call);
    if (!call.path.startsWith('/.well-known/jwks')) return answer;
    const { keys } = JSON.parse(answer.body) as { keys: object[] };
    const more = publishedJwks([key], new Date()).keys;
    return { ...answer, body: JSON.stringify({ keys: [...keys, ...more] }) };
  };

/** Changes the call, and hands it on. */
const altering = (alter: (call: Passing) => Passing) => (): Meddling => (call, handOn) =>
  handOn(alter(call));

/** Changes what is answered. */
const answering =
  (alter: (answer: Passed, call: Passing) => Passed) => (): Meddling => async (call, handOn) =>
    alter(await handOn(call), call);

const withoutHeader = (name: string) =>
  altering(({ headers: { [name]: _, ...headers }, ...call }) => ({ ...call, headers }));

const isWebhook = ({ path }: Passing) => path.endsWith('/webhooks');
const isPath = (pattern: RegExp) => (call: Passing) => pattern.test(call.path);

/** Takes a key out of a JSON body. */
const withoutKey = (isMeant: (call: Passing) => boolean, ...names: readonly string[]) =>
  altering((call) => {
    if (!isMeant(call) || call.body === '') return call;
    const body = JSON.parse(call.body) as Record<string, unknown>;
    for (const name of names) delete body[name];
    return { ...call, body: JSON.stringify(body) };
  });

/** Has a webhook name another resource; other calls stay as they are. */
function aboutAnother(call: Passing): Passing {
  if (!isWebhook(call)) return call;
  const { payload, ...webhook } = JSON.parse(call.body) as { payload: object };
  const told = { ...webhook, payload: { ...payload, resourceId: 'another' } };
  return { ...call, body: JSON.stringify(told) };
}

/** A host that is as it should be: what it told of another resource comes as late as a busy one sends it. */
export const lateHost: BrokenHost = {
  name: 'a webhook about another resource comes late',
  caughtBy: 'webhooks-of-connections',
  sent: () => async (call, handOn) => {
    if (isWebhook(call)) await handOn(aboutAnother(call));
    return handOn(call);
  },
};

export const brokenHosts: readonly BrokenHost[] = [
  claiming('tokens are for another integration', 'tokens-can-be-verified', (claims) => ({
    ...claims,
    aud: 'oac_another0000000000000000',
  })),
  claiming('the audience is a list', 'tokens-can-be-verified', ({ aud, ...claims }) => ({
    ...claims,
    aud: [aud],
  })),
  claiming('tokens name another issuer', 'tokens-can-be-verified', (claims) => ({
    ...claims,
    iss: 'https://elsewhere.test',
  })),
  claiming('tokens name no installation', 'tokens-name-the-installation', (claims) => ({
    ...claims,
    installation_id: null,
  })),
  claiming('roles are in small letters', 'tokens-fit-the-caller', ({ user_role, ...claims }) => ({
    ...claims,
    ...(user_role !== undefined && { user_role: String(user_role).toLowerCase() }),
  })),
  claiming('accounts have the same id at every integration', 'ids-are-pairwise', (claims) => ({
    ...claims,
    account_id: 'abcdef0123456789abcdef01',
  })),
  {
    name: 'the key of tokens is not published',
    caughtBy: 'tokens-can-be-verified',
    sent: signing((claims) => claims),
  },
  {
    name: 'the second address of the key set is not there',
    caughtBy: 'key-set-served',
    asked: () => async (call, handOn) =>
      call.path === '/.well-known/jwks.json' ? said(404, {}) : handOn(call),
  },
  {
    name: 'it is not said for whom a call is',
    caughtBy: 'tokens-fit-the-caller',
    sent: withoutHeader('x-vercel-auth'),
  },
  {
    name: 'changes have no idempotency key',
    caughtBy: 'keys-of-changes',
    sent: withoutHeader('idempotency-key'),
  },
  {
    name: 'a repeat has a key of its own',
    caughtBy: 'lost-answer-repeated',
    sent: altering((call) =>
      call.headers['idempotency-key'] === undefined
        ? call
        : { ...call, headers: { ...call.headers, 'idempotency-key': randomUUID() } },
    ),
  },
  {
    name: 'what failed is not tried again',
    caughtBy: 'lost-answer-repeated',
    sent: () => async (call, handOn) =>
      handOn(call).catch(() => said(400, { error: { code: 'no', message: 'No.' } })),
  },
  {
    name: 'redirects are followed',
    caughtBy: 'redirect-not-followed',
    sent: () => async (call, handOn) => {
      const answer = await handOn(call);
      if (answer.status !== 307) return answer;
      const { pathname } = new URL(answer.headers.location ?? '');
      return handOn({ ...call, path: pathname });
    },
  },
  {
    name: 'ids are not encoded in paths',
    caughtBy: 'parameters-encoded',
    sent: altering((call) => ({ ...call, path: decodeURIComponent(call.path) })),
  },
  {
    name: 'an uninstall tells more than it may',
    caughtBy: 'uninstalling',
    sent: altering((call) =>
      call.method === 'DELETE' && /\/installations\/\w+$/.test(call.path)
        ? {
            ...call,
            body: JSON.stringify({ cascadeResourceDeletion: true, reason: 'uninstalled' }),
            headers: { ...call.headers, ...json },
          }
        : call,
    ),
  },
  {
    name: 'webhooks are not signed',
    caughtBy: 'webhooks-signed',
    sent: withoutHeader('x-vercel-signature'),
  },
  {
    name: 'webhooks are signed in capitals',
    caughtBy: 'webhooks-signed',
    sent: altering((call) => {
      const { 'x-vercel-signature': signature, ...headers } = call.headers;
      return signature === undefined
        ? call
        : { ...call, headers: { ...headers, 'x-vercel-signature': signature.toUpperCase() } };
    }),
  },
  {
    name: 'a webhook that was not taken is forgotten',
    caughtBy: 'webhooks-repeated',
    sent: () => async (call, handOn) =>
      isWebhook(call)
        ? handOn(call).then(
            () => said(200, {}),
            () => said(200, {}),
          )
        : handOn(call),
  },
  {
    name: 'connections are not told',
    caughtBy: 'webhooks-of-connections',
    sent: () => async (call, handOn) =>
      isWebhook(call) && call.body.includes('project-connected') ? said(200, {}) : handOn(call),
  },
  {
    name: 'webhooks name the resource by another id',
    caughtBy: 'webhooks-of-connections',
    sent: altering(aboutAnother),
  },
  {
    name: 'a code is good as often as it is sent',
    caughtBy: 'code-good-once',
    asked: () => {
      const exchanged = new Map<string, Passed>();
      return async (call, handOn) => {
        const answer = await handOn(call);
        if (!call.path.endsWith('/sso/token')) return answer;
        if (answer.status === 200) exchanged.set(call.body, answer);
        return exchanged.get(call.body) ?? answer;
      };
    },
  },
  {
    name: 'the state of a code is not compared',
    caughtBy: 'state-compared',
    asked: withoutKey(isPath(/\/sso\/token$/), 'state'),
  },
  {
    name: 'the code is looked at before the secret',
    caughtBy: 'client-verified-first',
    asked: answering((answer, call) =>
      call.path.endsWith('/sso/token') && call.body.includes('no-such-code')
        ? { ...answer, status: 400 }
        : answer,
    ),
  },
  {
    name: 'any credential opens an installation',
    caughtBy: 'credential-demanded',
    asked: () => {
      let good = '';
      return async (call, handOn) => {
        const answer = await handOn(call);
        if (!call.path.startsWith('/v1/installations/')) return answer;
        const { authorization } = call.headers;
        if (answer.status < 300) good = authorization ?? good;
        if (answer.status !== 401 && answer.status !== 403) return answer;
        return handOn({ ...call, headers: { ...call.headers, authorization: good } });
      };
    },
  },
  {
    name: 'closed bodies are open',
    caughtBy: 'bodies-closed',
    asked: withoutKey(isPath(/^\/v1\/installations\//), 'force', 'colour'),
  },
  {
    name: 'a partial update replaces everything',
    caughtBy: 'secrets-replaced',
    asked: withoutKey(isPath(/\/secrets$/), 'partial'),
  },
  {
    name: 'an event is answered and forgotten',
    caughtBy: 'events-read-again',
    asked: () => async (call, handOn) =>
      call.path.endsWith('/events') && call.body.includes('resource.updated')
        ? { status: 201, headers: {}, body: '' }
        : handOn(call),
  },
  {
    name: 'a success has another status',
    caughtBy: 'secrets-replaced',
    asked: answering((answer, call) =>
      call.path.endsWith('/secrets') && answer.status === 201 ? { ...answer, status: 200 } : answer,
    ),
  },
  {
    name: 'nothing is served below /api',
    caughtBy: 'served-below-both',
    asked: () => async (call, handOn) =>
      call.path.startsWith('/api/') ? said(404, {}) : handOn(call),
  },
  {
    name: 'the last credential can be revoked',
    caughtBy: 'credential-rotated',
    asked: answering((answer, call) =>
      call.path.endsWith('/credentials/revoke') && answer.status === 409
        ? said(200, { revoked: true, already_revoked: false })
        : answer,
    ),
  },
  {
    name: 'everybody is a member',
    caughtBy: 'account-told',
    asked: answering((answer, call) =>
      call.path.includes('/member/') && answer.status === 404
        ? said(200, { id: call.path.split('/').at(-1), role: 'USER' })
        : answer,
    ),
  },
  {
    name: 'resources are listed by the id of the host',
    caughtBy: 'resources-told',
    asked: answering((answer, call) =>
      call.path.endsWith('/resources') && call.method === 'GET'
        ? {
            ...answer,
            body: answer.body.replaceAll(/"partnerId":"[^"]+"/g, '"partnerId":"store_1"'),
          }
        : answer,
    ),
  },
  {
    name: 'usage of anything is taken',
    caughtBy: 'usage-taken',
    asked: answering((answer, call) =>
      call.path.endsWith('/billing') ? { status: 201, headers: {}, body: '' } : answer,
    ),
  },
  {
    name: 'a test invoice with a wrong date is right',
    caughtBy: 'invoices-rehearsed',
    asked: answering((answer, call) =>
      call.path.endsWith('/billing/invoices') && call.body.includes('"validate":true')
        ? said(200, { test: true, validationErrors: [] })
        : answer,
    ),
  },
];

/** What stands between the two sides for a broken host. */
export async function spoilersOf({ asked, sent }: BrokenHost) {
  const tools: Tools = { key: await generateSigningKey(new Date()) };
  return { asked: asked?.(tools) ?? unchanged, sent: sent?.(tools) ?? unchanged };
}
