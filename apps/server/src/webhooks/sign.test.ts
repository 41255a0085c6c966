import {
  signStandardWebhook,
  signWebhook,
  standardWebhookHeaders,
  webhookSignatureHeader,
} from '@kontor/signatures';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { signerWith } from './sign.ts';

const secret = fc.oneof(
  fc.string({ minLength: 1, unit: 'binary' }).filter((text) => !text.startsWith('whsec_')),
  fc.base64String({ minLength: 4 }).map((text) => `whsec_${text}`),
);

test('any delivery is signed as receivers verify it', async () => {
  const body = fc.string({ unit: 'binary', maxLength: 300 });
  await fc.assert(
    fc.asyncProperty(secret, body, fc.nat(), async (key, text, timestamp) => {
      const id = 'dlv_1';

      expect(signerWith(key)({ deliveryId: id, body: text, timestamp })).toEqual({
        [webhookSignatureHeader]: await signWebhook(text, key),
        [standardWebhookHeaders.id]: id,
        [standardWebhookHeaders.timestamp]: String(timestamp),
        [standardWebhookHeaders.signature]: await signStandardWebhook(
          { id, timestamp, body: text },
          key,
        ),
      });
    }),
  );
});
