import { createTokenVerifier } from '@kontor/signatures';
import { answerCall } from './answer-call.ts';
import { type Handlers, operationsOf } from './handlers/handlers.ts';
import { type Host, jwksUrlOf } from './host.ts';
import type { FindAccessToken } from './host-of-call.ts';
import { failureResponse, refusalResponse } from './http/refusal-response.ts';
import { createRouter } from './http/router.ts';
import type { IdempotencyStore } from './idempotency/idempotency-store.ts';
import { memoryIdempotencyStore } from './idempotency/memory-idempotency-store.ts';
import { createOnce } from './idempotency/once.ts';
import type { PartnerOperationId } from './operation.ts';
import { ProviderError } from './provider-error.ts';
import { reportToConsole } from './report-to-console.ts';
import { type WebhookHandler, webhookAnswerer } from './webhook-answerer.ts';

export type ProviderOptions = {
  /** What the host calls this integration, and the secret they share; webhooks need the secret. */
  readonly integration: { readonly clientId: string; readonly clientSecret?: string };
  readonly host: Host & {
    /** Finds the access token that `installation.upsert` kept, so that handlers can call the host. */
    readonly accessToken?: FindAccessToken;
  };
  readonly handlers: Handlers & {
    /**
     * Answers `POST <basePath>/webhooks`: register that as the integration's webhook URL. An event that
     * is delivered again is not handed on again, unless the handler threw.
     */
    readonly webhook?: WebhookHandler;
  };
  /** The path of the integration's base URL, such as `/kontor`. */
  readonly basePath?: string;
  /** In memory unless told; several processes need one they share. */
  readonly idempotencyStore?: IdempotencyStore;
  /**
   * Whether a change in a person's name takes the role `ADMIN`: for every operation, unless told. Those
   * who may only read come as `USER`.
   */
  readonly requiresAdmin?: (operation: PartnerOperationId) => boolean;
  /** The largest body that is read: 1 MiB unless told. */
  readonly maxBodyBytes?: number;
  /** How long a repeat waits for a call with the same key that still runs: 20 s unless told. */
  readonly repeatWaitMs?: number;
  readonly clock?: () => Date;
  /** Told of everything that was answered with 500, and of streams that broke; else the console is. */
  readonly onError?: (error: unknown) => void;
  readonly fetch?: typeof globalThis.fetch;
};

/** Answers requests of the host. It never rejects. */
export type Provider = (request: Request) => Promise<Response>;

/**
 * Makes an integration server out of handlers: it finds the operation, verifies the host's token,
 * refuses whom the protocol refuses, parses, answers each `Idempotency-Key` once, and writes answers
 * and errors as the protocol has them.
 *
 * @see spec/partner-api.md §2 to §4
 */
export function createProvider({
  integration,
  host,
  handlers,
  basePath = '',
  clock = () => new Date(),
  idempotencyStore = memoryIdempotencyStore({ clock }),
  requiresAdmin = () => true,
  maxBodyBytes = 1024 * 1024,
  repeatWaitMs = 20_000,
  onError = reportToConsole,
  fetch = globalThis.fetch,
}: ProviderOptions): Provider {
  const { clientId: audience } = integration;
  const { issuer } = host;
  const once = createOnce({ store: idempotencyStore, waitMs: repeatWaitMs });
  const answer = answerCall({
    route: createRouter(operationsOf(handlers), basePath),
    verifier: createTokenVerifier({ issuer, audience, jwks: jwksUrlOf(host), clock, fetch }),
    once,
    requiresAdmin,
    maxBodyBytes,
    host: { ...host, fetch },
    onError,
  });
  const { webhook } = handlers;
  const answerWebhook = webhookAnswerer(webhook, { integration, basePath, once, maxBodyBytes });

  return async (request) => {
    try {
      return (await answerWebhook(request)) ?? (await answer(request));
    } catch (error) {
      if (error instanceof ProviderError) return refusalResponse(error);
      onError(error);
      return failureResponse();
    }
  };
}
