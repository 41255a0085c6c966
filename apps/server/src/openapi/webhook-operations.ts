import { webhookEnvelope, webhookPayloads } from '@kontor/protocol/webhooks';
import * as z from 'zod';
import type { OpenApiDocument, Operation } from './document.ts';
import { header } from './parts.ts';
import type { Schemas } from './schemas.ts';

/** What is sent to an integration's webhook URL, by type. @see spec/webhooks.md */
export function webhookOperations(schemas: Schemas): NonNullable<OpenApiDocument['webhooks']> {
  return Object.fromEntries(
    Object.entries(webhookPayloads).map(([type, payload]) => {
      const body = webhookEnvelope.extend({ type: z.literal(type), payload });
      return [type, { post: operationOf(type, schemas.of(body, 'output')) }];
    }),
  );
}

function operationOf(type: string, schema: ReturnType<Schemas['of']>): Operation {
  return {
    operationId: `webhook.${type}`,
    summary: `Tells of \`${type}\`.`,
    description:
      'Sent to the webhook URL of the integration. The same `id` may come again: what is not answered with 2xx within 30 seconds is repeated for a day.',
    tags: ['webhooks'],
    security: [],
    parameters: [
      header('x-vercel-signature', 'Hexadecimal HMAC-SHA1 of the body under the client secret.'),
      header('webhook-id', 'The `id`.'),
      header('webhook-timestamp', 'When the attempt is made, in seconds since 1970.'),
      header('webhook-signature', '`v1,` and the base64 HMAC-SHA256 of id, time and body.'),
    ],
    requestBody: { required: true, content: { 'application/json': { schema } } },
    responses: {
      204: { description: 'It has arrived.' },
      410: { description: 'Not this one, and not again.' },
    },
  };
}
