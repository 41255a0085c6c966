import { createHash } from 'node:crypto';
import { fail, type OpenidRefusal, ok, type Result } from '@kontor/core';
import { exchangesPerMinute } from '@kontor/protocol/platform';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { ClientSecrets } from '../catalog/client-secret.ts';
import { countCall, type Limited, type RateLimits } from '../http/rate-limit.ts';
import { MalformedBody } from '../http/read-bodies.ts';
import { OPENID_PATHS } from '../oidc/mount-oidc.ts';
import { isStorable } from '../storable.ts';
import { presentedClient, unknownClient } from './client-authentication.ts';
import type { createExchange, Exchanged } from './exchange.ts';
import { openidParameters } from './openid-parameters.ts';
import type { ReadUserinfo } from './userinfo.ts';

export type OpenidPorts = {
  readonly exchange: ReturnType<typeof createExchange>;
  readonly clientSecrets: Pick<ClientSecrets, 'isRight'>;
  readonly readUserinfo: ReadUserinfo;
  /** Undefined where the operator has switched limits off. */
  readonly rateLimits?: RateLimits | undefined;
};

/** As often as at the other addresses where tokens are exchanged, and reading whose one is, too. */
const LIMITED = {
  token: { id: 'openidToken', rateLimit: exchangesPerMinute },
  userinfo: { id: 'openidUserinfo', rateLimit: exchangesPerMinute },
} as const;

type Form = ReadonlyMap<string, string>;

/**
 * Where the servers of clients of OpenID Connect call. They speak and are refused in the words of
 * OAuth, so that any library understands.
 *
 * @see spec/sso.md — SSO-21 to SSO-24
 */
export function mountOpenid(app: FastifyInstance, ports: OpenidPorts): void {
  const onRequest = (limited: Limited) => refuseTooMany(ports.rateLimits, limited);
  const token = { onRequest: onRequest(LIMITED.token), errorHandler: answerUnreadable };
  app.post(OPENID_PATHS.token, token, async (request, reply) => {
    const answered = await answerToken(ports, request);
    if (!answered.ok) return sendRefused(reply, answered.error);
    return reply.headers({ pragma: 'no-cache' }).send(answered.value);
  });
  app.route({
    method: ['GET', 'POST'],
    url: OPENID_PATHS.userinfo,
    onRequest: onRequest(LIMITED.userinfo),
    errorHandler: answerUnreadable,
    handler: async ({ headers }, reply) => {
      const presented = /^Bearer +(\S+) *$/i.exec(headers.authorization ?? '')?.[1];
      // whoever shows nothing learns how, and no more (RFC 6750 §3.1)
      if (presented === undefined) {
        return reply.code(401).header('www-authenticate', 'Bearer').send();
      }
      const read = await ports.readUserinfo(presented);
      return read.ok ? reply.send(read.value) : sendRefused(reply, read.error);
    },
  });
}

/** Before the body is read, so that little is done for whoever asks too often. */
function refuseTooMany(rateLimits: RateLimits | undefined, limited: Limited) {
  return async (request: FastifyRequest, reply: FastifyReply) => {
    const tooOften = await countCall(rateLimits, limited, { request, reply, caller: null });
    if (tooOften === undefined) return undefined;
    const { message, facts } = tooOften;
    reply.header('retry-after', String(facts?.retryAfterSeconds));
    return sendRefused(reply, { error: 'temporarily_unavailable', description: message });
  };
}

async function answerToken(
  { exchange, clientSecrets }: OpenidPorts,
  { headers, body }: FastifyRequest,
): Promise<Result<ReturnType<typeof bodyOf>, OpenidRefusal>> {
  const isForm = headers['content-type']
    ?.toLowerCase()
    .startsWith('application/x-www-form-urlencoded');
  if (!isForm || !isStorable(body))
    return invalidRequest('Send a form, without the character NUL.');
  const form = openidParameters(body).given;
  const presented = presentedClient(headers.authorization, form);
  if (!presented.ok) return presented;
  const { clientId, secret } = presented.value;
  // before anything is looked up, so that nobody learns which codes there are (SSO-13)
  if (clientId.includes('\0') || !(await clientSecrets.isRight(clientId, secret))) {
    return unknownClient('The client id and secret are not those of an integration.');
  }
  const exchanged = await exchangeIn(exchange, clientId, form);
  return exchanged.ok ? ok(bodyOf(exchanged.value)) : exchanged;
}

async function exchangeIn(
  exchange: OpenidPorts['exchange'],
  clientId: string,
  form: Form,
): Promise<Result<Exchanged, OpenidRefusal>> {
  const client = { flow: 'openid', clientId } as const;
  const grantType = form.get('grant_type');
  const name = grantType === 'refresh_token' ? 'refresh_token' : 'code';
  if (grantType === undefined) return invalidRequest('grant_type is missing.');
  if (grantType !== 'refresh_token' && grantType !== 'authorization_code') {
    const description = 'grant_type can be authorization_code or refresh_token.';
    return fail({ error: 'unsupported_grant_type', description });
  }
  const brought = form.get(name);
  if (brought === undefined) return invalidRequest(`${name} is missing.`);
  const exchanged =
    name === 'refresh_token'
      ? await exchange.refreshToken(brought, client)
      : await exchange.code(brought, {
          ...client,
          redirectUri: form.get('redirect_uri'),
          codeChallenge: challengeOf(form.get('code_verifier')),
          isAuthenticated: true,
        });
  if (exchanged.ok) return exchanged;
  return fail({ error: 'invalid_grant', description: exchanged.error.message });
}

/** @see RFC 7636 §4.6 */
function challengeOf(verifier: string | undefined): string | undefined {
  return verifier && createHash('sha256').update(verifier).digest('base64url');
}

function bodyOf({ idToken, accessToken, refreshToken, expiresInSeconds, scope }: Exchanged) {
  return {
    access_token: accessToken,
    token_type: 'Bearer',
    expires_in: expiresInSeconds,
    id_token: idToken,
    refresh_token: refreshToken,
    scope,
  };
}

function invalidRequest(description: string) {
  return fail<OpenidRefusal>({ error: 'invalid_request', description });
}

function sendRefused(reply: FastifyReply, { error, description }: OpenidRefusal): FastifyReply {
  const challenge = {
    invalid_client: 'Basic realm="clients"',
    invalid_token: `Bearer error="invalid_token", error_description="${describable(description)}"`,
  }[error as string];
  if (challenge !== undefined) reply.header('www-authenticate', challenge);
  return reply
    .code(challenge !== undefined ? 401 : error === 'temporarily_unavailable' ? 429 : 400)
    .header('pragma', 'no-cache')
    .send({ error, error_description: describable(description) });
}

/** What OAuth lets a description consist of. @see RFC 6749 §5.2 */
function describable(text: string): string {
  return text.replaceAll(/[^\x20\x21\x23-\x5b\x5d-\x7e]/g, "'");
}

/** A body that is too large, or of no type that is read, is told like everything else. */
function answerUnreadable(error: FastifyError, _request: FastifyRequest, reply: FastifyReply) {
  const isUnreadable = error instanceof MalformedBody || (error.statusCode ?? 500) < 500;
  if (!isUnreadable) throw error;
  return sendRefused(reply, { error: 'invalid_request', description: error.message });
}
