import { ok, type Refusal, type Result, refuse } from '@kontor/core';
import type { FastifyBaseLogger, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import * as z from 'zod';
import { errorBody, failureBody } from '../http/error-body.ts';
import { refusalStatus } from '../http/refusal-status.ts';
import type { Database } from '../postgres/database.ts';
import { AUTH_PATH, type Auth, CLIENT_ADDRESS_HEADER } from './auth.ts';
import { type SignUpMode, type SignUpRight, signUpOnce } from './sign-up.ts';

export type MountAuthPorts = {
  readonly auth: Auth;
  /** The host's public address. */
  readonly url: string;
  readonly database: Pick<Database, 'read' | 'transact'>;
  readonly signUp: SignUpMode;
  /** Whether people may have passwords here; without them they arrive from the platform alone. */
  readonly passwords: boolean;
  /** Makes what a session was count no more in this process. */
  readonly forget: () => void;
  readonly log: Pick<FastifyBaseLogger, 'error'>;
};

/** What is offered of better-auth, and all that each takes. The rest of it is not reachable. */
const OFFERED = {
  'sign-up/email': {
    method: 'POST',
    body: z.strictObject({ name: personName(), ...credentials() }),
  },
  'sign-in/email': { method: 'POST', body: z.strictObject(credentials()) },
  'sign-out': { method: 'POST', body: z.strictObject({}).optional() },
  'get-session': { method: 'GET', body: z.undefined() },
  'change-password': {
    method: 'POST',
    body: z.strictObject({
      currentPassword: z.string(),
      newPassword: z.string(),
      revokeOtherSessions: z.boolean().optional(),
    }),
  },
  'passkey/generate-register-options': { method: 'GET', body: z.undefined() },
  'passkey/verify-registration': {
    method: 'POST',
    body: z.strictObject({ name: z.string().trim().min(1).max(64), response: keyAnswer() }),
  },
  'passkey/generate-authenticate-options': { method: 'GET', body: z.undefined() },
  'passkey/verify-authentication': {
    method: 'POST',
    body: z.strictObject({ response: keyAnswer() }),
  },
  'reset-password': {
    method: 'POST',
    body: z.strictObject({ token: z.string().min(1).max(128), newPassword: z.string() }),
  },
} as const;
type Offered = keyof typeof OFFERED;

/** Those of whoever comes from the platform, and there is no other way where nobody has a password. */
const WITHOUT_PASSWORDS: readonly Offered[] = ['sign-out', 'get-session'];

function passwordsAreOff() {
  return refuse(
    'forbidden',
    'Nobody has a password here. Sign in at the platform, and come from there.',
  );
}

/** What a device says, which is read by what verifies it. */
function keyAnswer() {
  return z.looseObject({ id: z.string().max(2048), response: z.looseObject({}) });
}

function credentials() {
  return {
    email: z.email('Give an e-mail address, such as ada@example.com.'),
    password: z.string('Give a password.'),
  };
}

function personName() {
  const [empty, long] = ['Say what you are called.', 'Your name may have at most 100 characters.'];
  return z.string(empty).trim().min(1, empty).max(100, long);
}

/** Puts sign-up, sign-in, sign-out and the session of a person under {@link AUTH_PATH}. */
export function mountAuth(app: FastifyInstance, ports: MountAuthPorts): void {
  for (const name of Object.keys(OFFERED) as Offered[]) {
    for (const url of [`${AUTH_PATH}/${name}`, `/api${AUTH_PATH}/${name}`]) {
      const { method } = OFFERED[name];
      app.route({ method, url, handler: (request, reply) => serve(name, ports, request, reply) });
    }
  }
}

/** What came of asking better-auth: the cookies to set, or what to tell the person. */
export type AuthAnswer =
  | { readonly kind: 'done'; readonly cookies: readonly string[] }
  | {
      readonly kind: 'refused';
      readonly status: number;
      readonly message: string;
      /** The library's own name for it, where it has one. */
      readonly reason?: unknown;
    };

/** Asks for pages of the host what {@link mountAuth} asks for programs, with the same checks. */
export function createAskAuth(ports: MountAuthPorts) {
  return async (
    name: 'sign-in/email' | 'sign-up/email' | 'reset-password' | 'sign-out',
    request: FastifyRequest,
    given: object,
    signUp: SignUpRight = ports.signUp,
  ): Promise<AuthAnswer> => {
    const body = OFFERED[name].body.safeParse(given);
    if (!body.success) {
      // pages name their fields in other words, and each of these messages says which is meant
      const message = body.error.issues[0]?.message ?? '';
      return { kind: 'refused', status: 400, message };
    }
    const forwarded = toWebRequest(name, ports.url, request, body.data);
    const answer = await ask(name, { ...ports, signUp }, forwarded);
    ports.forget();
    if (!answer.ok) return refusedBy(answer.error);
    if (answer.value.ok) return { kind: 'done', cookies: answer.value.headers.getSetCookie() };
    if (answer.value.status >= 500) {
      await requireDatabase(ports);
      throw new Error(`${name} answered ${answer.value.status}`);
    }
    return refusedBy(await refusalOf(answer.value));
  };
}

function refusedBy(refusal: Refusal): AuthAnswer {
  const { code, message, facts } = refusal;
  return { kind: 'refused', status: refusalStatus[code], message, reason: facts?.reason };
}

async function serve(
  name: Offered,
  ports: MountAuthPorts,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const { method, body: schema } = OFFERED[name];
  const body = schema.safeParse(request.body ?? undefined);
  if (!body.success) return sendRefusal(request, reply, wrongBody(body.error));
  const forwarded = toWebRequest(name, ports.url, request, body.data);
  const answer = await ask(name, ports, forwarded);
  if (!answer.ok) return sendRefusal(request, reply, answer.error);
  if (method !== 'GET') ports.forget();
  const { value: response } = answer;
  for (const cookie of response.headers.getSetCookie()) reply.header('set-cookie', cookie);
  if (response.ok) return reply.code(200).send(await response.json());
  if (response.status >= 500) {
    await requireDatabase(ports);
    ports.log.error({ requestId: request.id, status: response.status }, `${name} failed`);
    const failure = failureBody(request.url, request.id);
    return reply.code(failure.status).send(failure.body);
  }
  return sendRefusal(request, reply, await refusalOf(response));
}

/** better-auth tells every failure alike: one for want of a database is told as such. */
async function requireDatabase({ database }: Pick<MountAuthPorts, 'database'>): Promise<void> {
  await database.read('select 1');
}

type AskPorts = Pick<MountAuthPorts, 'auth' | 'database' | 'passwords'> & {
  readonly signUp: SignUpRight;
};

async function ask(
  name: Offered,
  { auth, database, signUp, passwords }: AskPorts,
  forwarded: Request,
): Promise<Result<Response, Refusal>> {
  if (!passwords && !WITHOUT_PASSWORDS.includes(name)) return passwordsAreOff();
  if (name === 'sign-up/email') {
    return signUpOnce({ database, mode: signUp }, () => auth.handler(forwarded));
  }
  const answer = await auth.handler(forwarded);
  return ok(name === 'sign-out' && answer.ok ? await onceEnded(answer, auth, forwarded) : answer);
}

/**
 * better-auth takes the cookie away and says that all is well, also where it could not end the session:
 * whoever has a copy of the cookie would go on being signed in, and nobody would know.
 */
async function onceEnded(answer: Response, auth: Auth, { url, headers }: Request) {
  const address = new URL(`${AUTH_PATH}/get-session?disableRefresh=true`, url);
  const found = await auth.handler(new Request(address, { headers }));
  if (!found.ok) return found;
  return (await found.json()) === null ? answer : new Response(null, { status: 500 });
}

function toWebRequest(name: Offered, url: string, request: FastifyRequest, body: unknown): Request {
  const headers = headersFor(request);
  const { method } = OFFERED[name];
  const address = new URL(`${AUTH_PATH}/${name}`, url);
  if (method === 'GET') return new Request(address, { method, headers });
  headers.set('content-type', 'application/json');
  return new Request(address, { method, headers, body: JSON.stringify(body ?? {}) });
}

/** What better-auth reads; the rest of a request is none of its business. */
function headersFor({ headers: sent, ip }: FastifyRequest): Headers {
  const headers = new Headers({ [CLIENT_ADDRESS_HEADER]: ip });
  // only a browser sends the site; programs send the mode alone and would be taken for one
  const metadata =
    sent['sec-fetch-site'] === undefined
      ? []
      : ['sec-fetch-site', 'sec-fetch-mode', 'sec-fetch-dest'];
  for (const name of ['cookie', 'origin', 'referer', 'user-agent', ...metadata]) {
    const value = sent[name];
    if (typeof value === 'string') headers.set(name, value);
  }
  return headers;
}

function wrongBody(error: z.ZodError): Refusal {
  const fields = error.issues.map(({ path, message }) => ({
    key: path.join('.') || 'body',
    message,
  }));
  const [first] = fields;
  return {
    code: 'invalid_request',
    message: `The body is not as it should be: ${first?.key}: ${first?.message.replace(/\.$/, '')}.`,
    facts: { fields },
  };
}

const errorAnswer = z.object({ message: z.string(), code: z.string().optional() });

/** Says what better-auth refused in the words that every other endpoint uses. */
async function refusalOf(response: Response): Promise<Refusal> {
  const parsed = errorAnswer.safeParse(await response.json().catch(() => undefined));
  const message = sentenceOf(parsed.data?.message ?? 'This was refused');
  const facts = parsed.data?.code === undefined ? {} : { reason: parsed.data.code };
  switch (response.status) {
    case 401:
      return { code: 'unauthenticated', message, facts };
    case 403:
      return { code: 'forbidden', message, facts };
    case 429: {
      const retryAfterSeconds = Number(response.headers.get('x-retry-after') ?? 1);
      return refuse(
        'rate_limited',
        `Too many attempts. Try again in ${retryAfterSeconds} seconds.`,
        { retryAfterSeconds },
      ).error;
    }
    default:
      return { code: 'invalid_request', message, facts };
  }
}

/** better-auth ends only some of its messages as a sentence ends. */
function sentenceOf(message: string): string {
  return /[.!?]$/.test(message) ? message : `${message}.`;
}

function sendRefusal(request: FastifyRequest, reply: FastifyReply, refusal: Refusal): FastifyReply {
  const { status, body } = errorBody(refusal, { path: request.url, requestId: request.id });
  const retryAfter = refusal.facts?.retryAfterSeconds;
  if (typeof retryAfter === 'number') reply.header('retry-after', String(retryAfter));
  return reply.code(status).send(body);
}
