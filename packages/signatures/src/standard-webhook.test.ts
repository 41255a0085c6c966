import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  signStandardWebhook,
  standardWebhookTolerance,
  verifyStandardWebhook,
} from './standard-webhook.ts';

const bytes = fc.uint8Array();
const secret = fc.oneof(
  fc.string({ minLength: 1 }).filter((text) => !text.startsWith('whsec_')),
  fc.base64String({ minLength: 4 }).map((text) => `whsec_${text}`),
);

function keyOf(text: string): Buffer {
  return text.startsWith('whsec_') ? Buffer.from(text.slice(6), 'base64') : Buffer.from(text);
}

test('any attempt is signed as other implementations sign it, and verifies while it is new', async () => {
  await fc.assert(
    fc.asyncProperty(bytes, secret, fc.nat(), async (body, key, timestamp) => {
      const id = 'dlv_1';
      const signature = await signStandardWebhook({ id, timestamp, body }, key);
      const expected = createHmac('sha256', keyOf(key)).update(`${id}.${timestamp}.`).update(body);
      expect(signature).toBe(`v1,${expected.digest('base64')}`);

      const received = { id, timestamp: String(timestamp), signature, body };
      const at = (seconds: number) => new Date((timestamp + seconds) * 1000);
      expect(await verifyStandardWebhook(received, key, at(0))).toBe(true);
      expect(await verifyStandardWebhook(received, key, at(standardWebhookTolerance))).toBe(true);
      expect(await verifyStandardWebhook(received, key, at(standardWebhookTolerance + 1))).toBe(
        false,
      );
    }),
  );
});

test.each(['id', 'timestamp', 'signature'] as const)(
  'without its %s it is refused',
  async (name) => {
    const signature = await signStandardWebhook({ id: 'dlv_1', timestamp: 0, body: '' }, 'key');
    const whole = { id: 'dlv_1', timestamp: '0', signature, body: '' };

    expect(await verifyStandardWebhook(whole, 'key', new Date(0))).toBe(true);
    for (const missing of [null, undefined, '']) {
      const received = { ...whole, [name]: missing };
      expect(await verifyStandardWebhook(received, 'key', new Date(0))).toBe(false);
    }
  },
);
