import { createHmac, createVerify } from 'node:crypto';
import type { Handlers } from '@kontor/provider';
import type { Fault, Parts } from '../provider/memory-provider.ts';

/** What a wrapper sees of a call before the provider does. */
export type Seen = {
  readonly request: Request;
  readonly path: string;
  readonly header: Readonly<Record<string, unknown>>;
  readonly claims: Readonly<Record<string, unknown>>;
  /** Whether a key that the host publishes has signed the token with RS256. */
  readonly isSigned: boolean;
  /** Whether it was signed so, for this integration and by this host, and has not expired. */
  readonly isGood: boolean;
  /** Whether the public key was taken for a secret of HS256. */
  readonly isConfused: boolean;
  readonly parts: Parts;
};

/**
 * A provider that believes tokens which it should refuse: `claims` says which, and what it takes them for.
 * They are signed anew before the right provider verifies them, so everything else is still verified.
 */
export function believing(
  claims: (seen: Seen) => object | undefined,
  kind?: (seen: Seen) => string,
): Fault {
  return {
    answer: (answer, parts) => async (request) => {
      const seen = look(request, parts);
      const believed = claims(seen);
      if (believed === undefined) return answer(request);
      const headers = new Headers(request.headers);
      headers.set('authorization', `Bearer ${await parts.sign(believed)}`);
      if (kind !== undefined) headers.set('x-vercel-auth', kind(seen));
      return answer(new Request(request, { headers }));
    },
  };
}

/** A provider that refuses, or answers itself, some calls that it should answer otherwise. */
export function answering(
  other: (seen: Seen) => Response | Promise<Response | undefined> | undefined,
): Fault {
  return {
    answer: (answer, parts) => async (request) =>
      (await other(look(request.clone() as Request, parts))) ?? answer(request),
  };
}

/** A provider whose answers to some calls have another body or status. */
export function rewriting(
  isMeant: (seen: Seen) => boolean,
  change: (
    body: Record<string, unknown>,
    response: Response,
    seen: Seen,
  ) => Response | object | null,
): Fault {
  return {
    answer: (answer, parts) => async (request) => {
      const seen = look(request.clone() as Request, parts);
      const response = await answer(request);
      if (!isMeant(seen)) return response;
      const text = await response.clone().text();
      const changed = change(text === '' ? {} : JSON.parse(text), response, seen);
      return changed instanceof Response
        ? changed
        : Response.json(changed, { status: response.status });
    },
  };
}

/** A provider with some other handlers of resources. */
export function resourcesWith(
  other: (right: Handlers['resource'], parts: Parts) => Partial<Handlers['resource']>,
): Fault {
  return {
    handlers: (right, parts) => ({
      ...right,
      resource: { ...right.resource, ...other(right.resource, parts) },
    }),
  };
}

/** A provider with some other handlers of installations. */
export function installationsWith(
  other: (right: Handlers['installation'], parts: Parts) => Partial<Handlers['installation']>,
): Fault {
  return {
    handlers: (right, parts) => ({
      ...right,
      installation: { ...right.installation, ...other(right.installation, parts) },
    }),
  };
}

export function forbidden(): Response {
  return refusal(403, 'forbidden');
}

export function refusal(status: number, code: string, message = 'No.'): Response {
  return Response.json({ error: { code, message } }, { status });
}

export const isProvision = ({ request, path }: Seen) =>
  request.method === 'POST' && /^\/v1\/installations\/[^/]+\/resources$/.test(path);
export const isRead = ({ request, path }: Seen) =>
  request.method === 'GET' && /^\/v1\/installations\/[^/]+\/resources\/[^/]+$/.test(path);
export const isUninstall = ({ request, path }: Seen) =>
  request.method === 'DELETE' && /^\/v1\/installations\/[^/]+$/.test(path);
export const isRotate = ({ path }: Seen) => path.endsWith('/secrets/rotate');
export const isWebhook = ({ path }: Seen) => path === '/webhooks';

export function installationOf({ path }: Seen): string {
  return /^\/v1\/installations\/([^/]+)/.exec(path)?.[1] ?? '';
}

export function without(request: Request, header: string): Request {
  const headers = new Headers(request.headers);
  headers.delete(header);
  return new Request(request, { headers });
}

/** Stands for what somebody in this team would say. */
export function claimsOf(parts: Parts, installationId: string, kind: 'user' | 'system'): object {
  const { accountId = 'aa' } = parts.store.installations.get(installationId) ?? {};
  const account = { account_id: accountId, installation_id: installationId };
  const audience = {
    iss: parts.host.issuer,
    aud: parts.integration.clientId,
    type: 'access_token',
  };
  return kind === 'system'
    ? { ...audience, ...account, sub: `account:${accountId}` }
    : {
        ...{ ...audience, ...account, sub: `account:${accountId}:user:bb` },
        ...{ user_id: 'bb', user_role: 'ADMIN' },
      };
}

export function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

/** How long a first call waits for one that runs beside it, in milliseconds, where none comes. */
export const OVERLAP_MS = 2_000;

/** Waits until something is so, for no longer than that. */
export async function until(isSo: () => boolean): Promise<void> {
  const fromMs = performance.now();
  while (!isSo() && performance.now() - fromMs < OVERLAP_MS) await pause(5);
}

/** Holds whoever comes first until somebody else is there as well, however slow the machine is. */
export function meeting(): () => Promise<void> {
  const met = Promise.withResolvers<void>();
  let there = 0;
  return async () => {
    there += 1;
    if (there > 1) met.resolve();
    await Promise.race([met.promise, pause(OVERLAP_MS)]);
    there -= 1;
  };
}

function look(request: Request, parts: Parts): Seen {
  const token = request.headers.get('authorization')?.split(' ').at(-1) ?? '';
  const [head = '', body = '', signature = ''] = token.split('.');
  const header = jsonIn(head);
  const signed = `${head}.${body}`;
  const key = parts.publicKeys.find(({ kid }) => kid === header.kid)?.key;
  const isRs256 = header.alg === 'RS256' && key !== undefined;
  const pem = key?.export({ type: 'spki', format: 'pem' }) ?? '';
  const asSecret = createHmac('sha256', pem).update(signed).digest('base64url');
  const claims = jsonIn(body);
  const isSigned =
    isRs256 && createVerify('RSA-SHA256').update(signed).verify(key, signature, 'base64url');
  const { iss, aud, exp } = claims;
  const isMeant = iss === parts.host.issuer && aud === parts.integration.clientId;
  return {
    ...{ request, path: new URL(request.url).pathname, header, claims, isSigned },
    isGood: isSigned && isMeant && Number(exp) > Date.now() / 1000,
    isConfused: header.alg === 'HS256' && asSecret === signature,
    parts,
  };
}

function jsonIn(part: string): Readonly<Record<string, unknown>> {
  try {
    return JSON.parse(Buffer.from(part, 'base64url').toString());
  } catch {
    return {};
  }
}
