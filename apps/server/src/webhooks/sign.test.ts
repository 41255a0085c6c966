import crypto from 'node:crypto';
import { syncBuiltinESMExports } from 'node:module';
import {
  signStandardWebhook,
  signWebhook,
  standardWebhookHeaders,
  webhookSignatureHeader,
} from '@kontor/signatures';
import fc from 'fast-check';
import { expect, onTestFinished, test, vi } from 'vitest';
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

test('the keys of a receiver are made once, however much it is sent', () => {
  const createSecretKey = vi.spyOn(crypto, 'createSecretKey');
  syncBuiltinESMExports();
  onTestFinished(() => {
    createSecretKey.mockRestore();
    syncBuiltinESMExports();
  });
  const sign = signerWith('whsec_c2VjcmV0');

  const [one, again] = [1, 1].map((timestamp) =>
    sign({ deliveryId: 'dlv_1', body: '{}', timestamp }),
  );

  expect(again).toEqual(one);
  expect(createSecretKey).toHaveBeenCalledTimes(2);
});
