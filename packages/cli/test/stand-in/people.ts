import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Team, Token } from '@kontor/protocol/kontor';
import { at, id, person, token } from './goods.ts';
import { type Handlers, Refused } from './serve.ts';

export const PASSWORD = 'correct horse battery';

/** Sign-in and sign-out as the host's library for people answers them. */
export function serveSignIn(
  request: IncomingMessage,
  response: ServerResponse,
  body: unknown,
): boolean {
  const { email, password } = (body ?? {}) as { email?: string; password?: string };
  switch (request.url) {
    case '/kontor/v1/auth/sign-in/email': {
      const isRight = email === person.email && password === PASSWORD;
      response.writeHead(isRight ? 200 : 401, {
        'content-type': 'application/json',
        ...(isRight ? { 'set-cookie': 'kontor.session=good; Path=/; HttpOnly' } : {}),
      });
      const refusal = { code: 'unauthenticated', message: 'Invalid email or password.' };
      response.end(JSON.stringify(isRight ? { user: person } : { error: refusal }));
      return true;
    }
    case '/kontor/v1/auth/sign-out':
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end('{"success":true}');
      return true;
    default:
      return false;
  }
}

/** Who the caller is, and a store of tokens. */
export function accountHandlers(teams: readonly Team[]): Handlers {
  const tokens: Token[] = [];
  const made = (kind: Token['kind'], body: { name: string; expiresAt?: string | undefined }) => {
    const listed = {
      id: id('tok', tokens.length + 1),
      kind,
      name: body.name,
      hint: '0001',
      teamId: null,
      grant: null,
      createdAt: at,
      expiresAt: body.expiresAt ?? null,
      lastUsedAt: null,
    } as Token;
    tokens.push(listed);
    return { token: listed, secret: token };
  };
  const remove = (named = '') => {
    const index = tokens.findIndex((each) => each.id === named);
    if (index < 0 && named !== 'current') throw new Refused(404, 'token_not_found', 'No token.');
    if (index >= 0) tokens.splice(index, 1);
  };
  const ofKind = (kind: Token['kind']) => tokens.filter((each) => each.kind === kind);
  return {
    getMe: () => [200, { person, teams: [...teams] }],
    createToken: ({ body }) => [201, made('personal', body)],
    createTeamToken: ({ body }) => [201, made('machine', body)],
    listTokens: () => [200, { tokens: ofKind('personal') }],
    listTeamTokens: () => [200, { tokens: ofKind('machine') }],
    deleteToken: ({ params }) => {
      remove(params.token);
      return [204, null];
    },
    deleteTeamToken: ({ params }) => {
      remove(params.token);
      return [204, null];
    },
  };
}
