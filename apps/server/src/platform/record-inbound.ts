import type { HostEndpoint } from '@kontor/protocol';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import * as z from 'zod';
import { BoundedCache } from '../bounded-cache.ts';
import { addressesOf } from '../http/addresses.ts';
import { traceIdOf, traceparentOf } from '../http/trace.ts';
import { type Json, redactBody, redactPath } from '../partner-api/redact.ts';
import type { InboundCall } from '../postgres/provider-call-store.ts';
import { isStorable } from '../storable.ts';

export type RecordInboundPorts = {
  /** The endpoints whose calls are kept: those that providers call for an installation. */
  readonly endpoints: readonly HostEndpoint[];
  /** Whose installation it is. */
  readonly integrationOf: (installationId: string) => Promise<string | undefined>;
  readonly record: (call: InboundCall) => void;
  readonly now: () => Date;
  readonly log: { readonly warn: (facts: object, message: string) => void };
};

const CAPACITY = 10_000;

/**
 * Keeps what providers ask of the host and what they are answered, without secrets, so that both
 * sides can look it up. Also what was refused: that is what is looked for.
 */
export function recordInbound(app: FastifyInstance, ports: RecordInboundPorts): void {
  const operations = operationsOf(ports.endpoints);
  const integrations = new BoundedCache<string, string>(CAPACITY);
  const underway = new WeakMap<FastifyRequest, Underway>();

  async function keep(request: FastifyRequest, reply: FastifyReply, call: Underway) {
    const { installationId, resourceId } = place.parse(request.params);
    // what no text of the database can hold is the name of nothing; the path tells it, escaped
    if (!isStorable(installationId)) return;
    const integrationId =
      integrations.get(installationId) ?? (await ports.integrationOf(installationId));
    if (integrationId === undefined) return;
    integrations.set(installationId, integrationId);
    const { body, ...began } = call;
    ports.record({
      ...began,
      ...recordOfRequest(request, reply.statusCode),
      ...recordOfAnswer(reply, body),
      integrationId,
      installationId,
      ...(resourceId !== undefined && isStorable(resourceId) && { resourceId }),
      direction: 'inbound',
      durationMs: Math.round(reply.elapsedTime),
    });
  }

  function begin(request: FastifyRequest): void {
    const operation = operations.get(placeOf(request));
    if (operation === undefined) return;
    const traceId = traceIdOf(request.headers.traceparent?.toString());
    // whatever follows from the call goes on under the trace that is kept
    request.headers.traceparent = traceparentOf(traceId);
    underway.set(request, { operation, traceId, at: ports.now() });
  }

  app.addHook('onRequest', (request, _reply, done) => {
    begin(request);
    done();
  });
  app.addHook('onSend', (request, _reply, payload, done) => {
    const call = underway.get(request);
    if (call && typeof payload === 'string') underway.set(request, { ...call, body: payload });
    done(null, payload);
  });
  app.addHook('onResponse', (request, reply, done) => {
    done();
    const call = underway.get(request);
    if (call === undefined) return;
    keep(request, reply, call).catch((err: unknown) =>
      ports.log.warn({ err, operation: call.operation }, 'a call of a provider was not recorded'),
    );
  });
}

const place = z.object({ installationId: z.string(), resourceId: z.string().optional() });

type Underway = Pick<InboundCall, 'operation' | 'traceId' | 'at'> & { readonly body?: string };

/** Operation ids by method and address, as the router names both. */
function operationsOf(endpoints: readonly HostEndpoint[]): ReadonlyMap<string, string> {
  return new Map(
    endpoints.filter(isOfInstallation).flatMap((endpoint) => {
      const { id, method } = endpoint;
      return addressesOf(endpoint).map((address) => [`${method} ${address}`, id] as const);
    }),
  );
}

/** Other calls bring credentials of a provider as a whole, and are told in the log of events. */
function isOfInstallation({ access }: HostEndpoint): boolean {
  return access.kind === 'installation';
}

function placeOf({ method, routeOptions }: FastifyRequest): string {
  return `${method} ${routeOptions.url}`;
}

/** What somebody sent who could not show that they may is none of the provider's business. */
function recordOfRequest(
  { method, url, body, headers }: FastifyRequest,
  status: number,
): Pick<InboundCall, 'method' | 'path' | 'requestBody'> {
  const isStranger = status === 401 || status === 403;
  const { 'content-length': length } = headers;
  const bytes = length === undefined ? undefined : Number(length);
  return {
    method: method as InboundCall['method'],
    path: redactPath(url),
    ...(body !== undefined && !isStranger && { requestBody: redactBody(body, bytes) }),
  };
}

function recordOfAnswer(
  { statusCode }: FastifyReply,
  text: string | undefined,
): Pick<InboundCall, 'status' | 'outcome' | 'reason' | 'responseBody'> {
  const body = text === undefined ? undefined : jsonOf(text);
  const refusal = refusalBody.safeParse(body).data?.error;
  const reason = refusal?.reason ?? refusal?.code;
  return {
    status: statusCode,
    outcome: statusCode < 400 ? 'answered' : statusCode < 500 ? 'refused' : 'failed',
    ...(reason !== undefined && { reason }),
    ...(body !== undefined && { responseBody: body }),
  };
}

const refusalBody = z.object({
  error: z.object({ code: z.string().optional(), reason: z.string().optional() }),
});

function jsonOf(text: string): Json | undefined {
  try {
    return redactBody(JSON.parse(text));
  } catch {
    return undefined;
  }
}
