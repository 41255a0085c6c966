import { timingSafeEqual } from 'node:crypto';
import { createHostClient, HostError, ProviderError, refusalResponse } from '@kontor/provider';
import { failureFacts, type Log } from '@kontor/provider-process';
import type { PostgresProviderConfig } from '../config.ts';
import { type RotateParts, rotate } from '../lifecycle/rotate.ts';
import type { InstallationStore } from '../state/installation-store.ts';

export type OwnRoutesParts = RotateParts & {
  readonly installations: InstallationStore;
  readonly isHealthy: () => Promise<boolean>;
  readonly log: Log;
  readonly adminToken: string;
  readonly host: PostgresProviderConfig['host'];
};

/** How long former passwords go on working after the administrator rotates, unless told, in hours. */
const usualOverlapHours = 1;

const rotatePath =
  /^\/admin\/installations\/(?<installationId>[^/]+)\/resources\/(?<id>[^/]+)\/rotate-password$/;

/** What this process answers beside the protocol: its health, and its administrator. */
export function ownRoutes(parts: OwnRoutesParts): (request: Request) => Promise<Response> {
  return async (request) => {
    const { pathname } = new URL(request.url);
    try {
      if (pathname === '/healthz') return await health(parts);
      requireAdmin(request, parts.adminToken);
      const { installationId, id } = rotatePath.exec(pathname)?.groups ?? {};
      if (request.method === 'POST' && installationId && id) {
        return await rotateAndTell(parts, request, { installationId, id });
      }
      throw new ProviderError('not_found', 'There is nothing at this path.');
    } catch (error) {
      return refused(error, parts.log);
    }
  };
}

async function health({ isHealthy }: OwnRoutesParts): Promise<Response> {
  const healthy = await isHealthy();
  const status = healthy ? 200 : 503;
  return Response.json({ status: healthy ? 'ok' : 'database unreachable' }, { status });
}

/** Gives a resource a new password, has the host take it over, and only then lets the former one end. */
async function rotateAndTell(
  parts: OwnRoutesParts,
  request: Request,
  { installationId, id }: { installationId: string; id: string },
): Promise<Response> {
  const { installations, host, log } = parts;
  const overlapHours = await overlapIn(request);
  const accessToken = () => installations.accessToken(installationId);
  const client = createHostClient({ apiUrl: host.apiUrl, installationId, accessToken });
  await rotate(parts, {
    installationId,
    id,
    idempotencyKey: request.headers.get('idempotency-key') ?? undefined,
    overlapHours,
    deliver: (secrets) => client.updateSecrets(id, { secrets }),
  });
  log('info', 'rotated', { installationId, resourceId: id, by: 'administrator' });
  return Response.json({ rotated: true, overlapHours });
}

async function overlapIn(request: Request): Promise<number> {
  const text = await request.text();
  const hours: unknown = text === '' ? undefined : overlapOf(text);
  if (hours === undefined) return usualOverlapHours;
  if (typeof hours === 'number' && hours >= 0 && hours <= 720) return hours;
  throw new ProviderError('validation_error', 'overlapHours is a number from 0 to 720.');
}

function overlapOf(text: string): unknown {
  try {
    const body: unknown = JSON.parse(text);
    return typeof body === 'object' && body !== null && 'overlapHours' in body
      ? body.overlapHours
      : undefined;
  } catch {
    throw new ProviderError('validation_error', 'The body is not JSON.');
  }
}

function requireAdmin(request: Request, adminToken: string): void {
  const token = /^bearer (\S+)$/i.exec(request.headers.get('authorization') ?? '')?.[1] ?? '';
  const [given, expected] = [Buffer.from(token), Buffer.from(adminToken)];
  if (given.length === expected.length && timingSafeEqual(given, expected)) return;
  throw new ProviderError('forbidden', 'Send "Authorization: Bearer" with the admin token.');
}

function refused(error: unknown, log: Log): Response {
  if (error instanceof ProviderError) return refusalResponse(error);
  log('error', 'the administrator was not served', failureFacts(error));
  if (!(error instanceof HostError)) return problem(500, 'internal_error', 'The provider failed.');
  const { code, message, status, requestId } = error;
  return problem(502, `host_${code}`, message, { status, requestId });
}

function problem(status: number, code: string, message: string, facts = {}): Response {
  return Response.json({ error: { code, message, ...facts } }, { status });
}
