import { failureResponse, refusalResponse } from './http/refusal-response.ts';
import type { IdempotencyStore } from './idempotency/idempotency-store.ts';
import { memoryIdempotencyStore } from './idempotency/memory-idempotency-store.ts';
import { createOnce } from './idempotency/once.ts';
import { ProviderError } from './provider-error.ts';
import { reportToConsole } from './report-to-console.ts';
import { takeWebhook, type WebhookHandler } from './webhook-answerer.ts';

export type WebhookReceiverOptions = {
  readonly integration: { readonly clientId: string; readonly clientSecret: string };
  readonly handler: WebhookHandler;
  /** Remembers which events were taken: in memory unless told; several processes need one they share. */
  readonly store?: IdempotencyStore;
  /** The largest body that is read: 1 MiB unless told. */
  readonly maxBodyBytes?: number;
  /** How long a delivery waits for the same one that still runs: 20 s unless told. */
  readonly repeatWaitMs?: number;
  /** Told of what the handler threw, which is answered with 500; else the console is. */
  readonly onError?: (error: unknown) => void;
};

/**
 * Takes webhooks at an address of your own, where no `createProvider` stands: verifies each, and hands
 * an event on once, by its id. It answers every request and never rejects.
 *
 * @see spec/webhooks.md — WHK-10
 */
export function createWebhookReceiver({
  integration,
  handler,
  store = memoryIdempotencyStore(),
  maxBodyBytes = 1024 * 1024,
  repeatWaitMs = 20_000,
  onError = reportToConsole,
}: WebhookReceiverOptions): (request: Request) => Promise<Response> {
  const once = createOnce({ store, waitMs: repeatWaitMs });
  const take = takeWebhook({ integration, handler, once, maxBodyBytes });

  return async (request) => {
    try {
      return await take(request);
    } catch (error) {
      if (error instanceof ProviderError) return refusalResponse(error);
      onError(error);
      return failureResponse();
    }
  };
}
