import { once } from 'node:events';
import { createServer } from 'node:http';
import {
  generateSigningKey,
  publishedJwks,
  signToken,
  systemClaims,
  userClaims,
} from '@kontor/signatures';

export const clientId = 'oac_0123456789abcdefghijklmn';
export const clientSecret = 'a-secret-of-the-integration';

export type PushedSecrets = {
  readonly path: string;
  readonly authorization: string | undefined;
  readonly secrets: readonly { readonly name: string; readonly value: string }[];
};

type ActionReport = {
  readonly path: string;
  readonly body: {
    readonly status: string;
    readonly outcomes?: readonly { readonly secrets: PushedSecrets['secrets'] }[];
  };
};

export type CallOptions = { readonly key?: string; readonly body?: object };

/** A host on a real port, which signs its calls, and keeps the secrets that a provider pushes. */
export async function startTestHost() {
  const key = await generateSigningKey(new Date());
  const pushed: PushedSecrets[] = [];
  const reported: ActionReport[] = [];
  let reportStatus = 202;
  let answer = { status: 201, body: '' };

  const server = createServer(async (request, response) => {
    if (request.url === '/.well-known/jwks') {
      return response.end(JSON.stringify(publishedJwks([key], new Date())));
    }
    const body = (await request.toArray()).join('');
    if (request.url === '/v1/integrations/sso/token') {
      return response.end(JSON.stringify({ id_token: await idTokenFor(JSON.parse(body).code) }));
    }
    if (request.method === 'PATCH') {
      reported.push({ path: request.url ?? '', body: JSON.parse(body) });
      response.writeHead(reportStatus, { 'content-type': 'application/json' });
      return response.end(
        reportStatus === 202 ? '' : '{"error":{"code":"gone","message":"Gone."}}',
      );
    }
    const { secrets } = JSON.parse(body);
    const { authorization } = request.headers;
    pushed.push({ path: `${request.method} ${request.url}`, authorization, secrets });
    response.writeHead(answer.status, { 'content-type': 'application/json' });
    return response.end(answer.body);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  const url = `http://127.0.0.1:${address.port}`;

  return {
    url,
    pushed,
    /** What the provider told of actions for deployments. */
    reported,
    answerReportsWith: (status: number) => {
      reportStatus = status;
    },
    answerWith: (status: number, body = '') => {
      answer = { status, body };
    },
    stop: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
    /** Calls a provider as a member of the team for changes, and as the host for reading. */
    call: async (
      baseUrl: string,
      request: CallOptions & {
        readonly method: string;
        readonly installationId: string;
        path: string;
      },
    ) => {
      const { method, installationId, path, key: idempotencyKey, body } = request;
      const kind = method === 'GET' ? 'system' : 'user';
      const response = await fetch(`${baseUrl}${path}`, {
        method,
        headers: {
          authorization: `Bearer ${await tokenFor(kind, installationId)}`,
          'x-vercel-auth': kind,
          ...(idempotencyKey !== undefined && { 'idempotency-key': idempotencyKey }),
        },
        body: body ? JSON.stringify(body) : null,
      });
      const text = await response.text();
      const { status, headers } = response;
      return { status, headers, text, json: text === '' ? undefined : JSON.parse(text) };
    },
  };

  /** In this world a code is the installation that somebody comes from, behind who they are. */
  function idTokenFor(code: string): Promise<string> {
    const [name = '', installationId = ''] = code.split(':');
    const claims = userClaims({
      issuer: url,
      integrationId: clientId,
      type: 'id_token',
      accountId: 'acc0',
      installationId,
      userId: 'ab12',
      role: 'USER',
      name,
    });
    return signToken(key, claims, { now: new Date(), lifetimeSeconds: 300 });
  }

  function tokenFor(kind: 'user' | 'system', installationId: string): Promise<string> {
    const identity = {
      issuer: url,
      integrationId: clientId,
      type: 'access_token',
      accountId: 'acc0',
      installationId,
    } as const;
    const person = { ...identity, userId: 'ab12', role: 'ADMIN' } as const;
    const claims = kind === 'user' ? userClaims(person) : systemClaims(identity);
    return signToken(key, claims, { now: new Date(), lifetimeSeconds: 300 });
  }
}

export type TestHost = Awaited<ReturnType<typeof startTestHost>>;
