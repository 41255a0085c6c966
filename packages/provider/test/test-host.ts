import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  generateSigningKey,
  publishedJwks,
  type SigningKey,
  signToken,
  systemClaims,
  userClaims,
} from '@kontor/signatures';

export const clientId = 'oac_0123456789abcdefghijklmn';
export const clientSecret = 'a-secret-of-the-integration';
export const installationId = 'icfg_0123456789abcdefghijklmn';
export const accessToken = 'token-for-calls-back';

/** A call that the provider made to the host. */
export type ReceivedCall = {
  readonly method: string;
  readonly path: string;
  readonly authorization: string | undefined;
  readonly body: unknown;
};

type HostAnswer = {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Record<string, string>;
};

/** A host on a real port: it publishes keys, signs tokens, and answers calls back as it is told. */
export async function startTestHost() {
  const key = await generateSigningKey(new Date());
  const received: ReceivedCall[] = [];
  let nextAnswer: HostAnswer = { status: 204 };

  const server = createServer(async (request, response) => {
    if (request.url === '/.well-known/jwks') {
      response.setHeader('content-type', 'application/json');
      return response.end(JSON.stringify(publishedJwks([key], new Date())));
    }
    received.push(await receivedCall(request));
    const { status, body, headers } = nextAnswer;
    response.writeHead(status, { 'content-type': 'application/json', ...headers });
    return response.end(typeof body === 'string' ? body : JSON.stringify(body));
  });
  const url = await listening(server);

  return {
    issuer: url,
    apiUrl: `${url}/api`,
    key,
    received,
    answerWith: (answer: HostAnswer) => {
      nextAnswer = answer;
    },
    userToken: (claims?: Partial<UserClaims>, life?: Life) =>
      signed(key, { ...claimsOfUser(url), ...claims }, life),
    systemToken: (claims?: Partial<SystemClaims>, life?: Life) =>
      signed(key, { ...claimsOfSystem(url), ...claims }, life),
    stop: () => closed(server),
  };
}

export type TestHost = Awaited<ReturnType<typeof startTestHost>>;

type UserClaims = ReturnType<typeof userClaims>;
type SystemClaims = ReturnType<typeof systemClaims>;
export type Life = { readonly lifetimeSeconds?: number; readonly now?: Date };

export function claimsOfUser(issuer: string): UserClaims {
  return userClaims({
    issuer,
    integrationId: clientId,
    type: 'access_token',
    accountId: 'acc0',
    userId: 'ab12',
    installationId,
    role: 'ADMIN',
    email: 'ann@acme.test',
  });
}

function claimsOfSystem(issuer: string): SystemClaims {
  return systemClaims({
    issuer,
    integrationId: clientId,
    type: 'access_token',
    accountId: 'acc0',
    installationId,
  });
}

export function signed(
  key: SigningKey,
  claims: UserClaims | SystemClaims,
  { lifetimeSeconds = 300, now = new Date() }: Life = {},
): Promise<string> {
  return signToken(key, claims, { now, lifetimeSeconds });
}

/** Listens on a free port of the loopback and answers the address. */
export async function listening(server: Server): Promise<string> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

export async function closed(server: Server): Promise<void> {
  server.close();
  server.closeAllConnections();
  await once(server, 'close');
}

async function receivedCall(request: IncomingMessage): Promise<ReceivedCall> {
  const text = (await request.toArray()).join('');
  return {
    method: request.method ?? '',
    path: request.url ?? '',
    authorization: request.headers.authorization,
    body: text === '' ? undefined : JSON.parse(text),
  };
}
