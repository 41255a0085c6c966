import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { signWebhook, verifyWebhook } from './webhook.ts';

const secret = 'integration-client-secret';
const body = '{"id":"evt_1","type":"integration-resource.project-connected"}';

test('the signature is the lower-case hexadecimal HMAC-SHA1 of the bytes', async () => {
  // RFC 2202, test case 2
  expect(await signWebhook('what do ya want for nothing?', 'Jefe')).toBe(
    'effcdf6ae5eb2fa2d27416d5f184df9c259a7c79',
  );
});

test('any body is signed as other implementations sign it, and verifies', async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array(), fc.string({ minLength: 1 }), async (bytes, key) => {
      const signature = await signWebhook(bytes, key);
      expect(signature).toBe(createHmac('sha1', key).update(bytes).digest('hex'));
      expect(await verifyWebhook(bytes, signature, key)).toBe(true);
    }),
  );
});

describe('a webhook is refused', () => {
  test('when a single byte differs', async () => {
    const signature = await signWebhook(body, secret);

    expect(await verifyWebhook(`${body} `, signature, secret)).toBe(false);
    expect(await verifyWebhook(body.replace('1', '2'), signature, secret)).toBe(false);
  });

  test('when it was signed with another secret', async () => {
    expect(await verifyWebhook(body, await signWebhook(body, 'other'), secret)).toBe(false);
  });

  test.each([null, undefined, '', 'zz', 'a'.repeat(40), 'a'.repeat(39), `${'a'.repeat(40)}\n`])(
    'when its signature is %j',
    async (signature) => {
      expect(await verifyWebhook(body, signature, secret)).toBe(false);
    },
  );

  test('when only a part of the signature is there', async () => {
    const signature = await signWebhook(body, secret);

    expect(await verifyWebhook(body, signature.slice(0, 20), secret)).toBe(false);
    expect(await verifyWebhook(body, `${signature}00`, secret)).toBe(false);
  });
});
