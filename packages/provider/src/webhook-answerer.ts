import { readBody } from './http/read-body.ts';
import { emptyAnswer, responseOf } from './http/written-answer.ts';
import type { Once } from './idempotency/once.ts';
import { signaturesIn, verifyWebhook, type WebhookEvent } from './webhook.ts';

/** Takes in one event. When it throws, the host delivers the event again. */
export type WebhookHandler = (event: WebhookEvent) => void | Promise<void>;

export type TakeWebhookOptions = {
  readonly integration: { readonly clientId: string; readonly clientSecret: string };
  readonly handler: WebhookHandler;
  readonly once: Once;
  readonly maxBodyBytes: number;
};

/**
 * Takes one delivery: verified, and handed on once, however often it comes. A delivery that comes while
 * the first still runs waits for it, and one whose handler threw is handed on again.
 *
 * @see spec/webhooks.md — WHK-10
 */
export function takeWebhook({
  integration: { clientId, clientSecret },
  handler,
  once,
  maxBodyBytes,
}: TakeWebhookOptions): (request: Request) => Promise<Response> {
  return async (request) => {
    const body = await readBody(request, maxBodyBytes);
    const event = await verifyWebhook({ body, ...signaturesIn(request.headers) }, clientSecret);
    // the same event goes to every integration that asks for it, and some may share a store
    const turn = await once({ key: `webhook ${clientId} ${event.id}`, fingerprint: event.type });
    if (turn.kind === 'repeat') return responseOf(turn.answer);
    try {
      await handler(event);
    } catch (error) {
      await turn.claim.abandon();
      throw error;
    }
    await turn.claim.finish(emptyAnswer);
    return responseOf(emptyAnswer);
  };
}

type WebhookPathOptions = Omit<TakeWebhookOptions, 'handler' | 'integration'> & {
  readonly integration: { readonly clientId: string; readonly clientSecret?: string };
  readonly basePath: string;
};

/** Answers deliveries of webhooks at their own path; to any other request it answers nothing. */
export function webhookAnswerer(
  handler: WebhookHandler | undefined,
  { integration, basePath, ...options }: WebhookPathOptions,
): (request: Request) => Promise<Response | undefined> {
  if (!handler) return async () => undefined;
  const { clientId, clientSecret } = integration;
  if (clientSecret === undefined) {
    throw new TypeError('Webhooks are signed: give the clientSecret of the integration.');
  }
  const take = takeWebhook({ ...options, handler, integration: { clientId, clientSecret } });
  const path = `${basePath.replace(/\/+$/, '')}/webhooks`;

  return async (request) => {
    if (request.method !== 'POST' || new URL(request.url).pathname !== path) return undefined;
    return take(request);
  };
}
