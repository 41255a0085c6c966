import { readBody } from './http/read-body.ts';
import { emptyAnswer, responseOf } from './http/written-answer.ts';
import { signaturesIn, verifyWebhook, type WebhookEvent } from './webhook.ts';

/** Takes in one event. When it throws, the host delivers the event again. */
export type WebhookHandler = (event: WebhookEvent) => void | Promise<void>;

type WebhookOptions = {
  readonly clientSecret: string | undefined;
  readonly basePath: string;
  readonly maxBodyBytes: number;
};

/** Answers deliveries of webhooks at their own path; to any other request it answers nothing. */
export function webhookAnswerer(
  handler: WebhookHandler | undefined,
  { clientSecret, basePath, maxBodyBytes }: WebhookOptions,
): (request: Request) => Promise<Response | undefined> {
  if (!handler) return async () => undefined;
  if (clientSecret === undefined) {
    throw new TypeError('Webhooks are signed: give the clientSecret of the integration.');
  }
  const path = `${basePath.replace(/\/+$/, '')}/webhooks`;

  return async (request) => {
    if (request.method !== 'POST' || new URL(request.url).pathname !== path) return undefined;
    const body = await readBody(request, maxBodyBytes);
    await handler(await verifyWebhook({ body, ...signaturesIn(request.headers) }, clientSecret));
    return responseOf(emptyAnswer);
  };
}
