import type { SecretRotation } from '@kontor/protocol/vocabulary';
import { expect, test } from 'vitest';
import { rotationOffer } from './rotation-offer.ts';

test.each<[SecretRotation | undefined, SecretRotation | undefined, number | undefined]>([
  [undefined, undefined, undefined],
  [undefined, true, 720],
  [undefined, { maxDelayHours: 48 }, 48],
  [true, undefined, 720],
  [true, { maxDelayHours: 48 }, 720],
  [{ maxDelayHours: 0 }, true, 0],
  [false, true, undefined],
  [false, { maxDelayHours: 48 }, undefined],
])(
  'a product with %j of an integration with %j keeps old secrets for %s hours',
  (own, general, hours) => {
    const capabilities = (secretRotation: SecretRotation | undefined) => ({
      capabilities: secretRotation === undefined ? {} : { secretRotation },
    });

    expect(rotationOffer(capabilities(general), capabilities(own))?.maxDelayHours).toBe(hours);
  },
);
