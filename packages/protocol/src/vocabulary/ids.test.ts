import { expect, test } from 'vitest';
import * as ids from './ids.ts';

const tail = '0123456789abcdefABCDEFxy';

test.each([
  ['installation', ids.installationId],
  ['integration', ids.integrationId],
  ['product', ids.productId],
  ['resource', ids.resourceId],
  ['team', ids.teamId],
  ['project', ids.projectId],
  ['environment', ids.environmentId],
  ['connection', ids.connectionId],
  ['operation', ids.operationId],
  ['event', ids.eventId],
  ['token', ids.tokenId],
  ['variable', ids.variableId],
  ['user', ids.userId],
  ['webhook', ids.webhookId],
  ['delivery', ids.deliveryId],
  ['redelivery', ids.redeliveryId],
  ['transfer', ids.transferId],
] as const)(
  'an id of a(n) %s has its prefix and nothing but letters and digits after it',
  (kind, schema) => {
    const minted = `${ids.idPrefix[kind]}${tail}`;

    expect(schema.safeParse(minted).success).toBe(true);
    for (const wrong of [tail, `x${minted}`, `${minted}-`, `${minted}\n`, ids.idPrefix[kind]]) {
      expect(schema.safeParse(wrong).success).toBe(false);
    }
  },
);

test('ids of other lengths are read where other hosts mint them, and refused where only this one does', () => {
  expect(ids.installationId.safeParse('icfg_9bceb8ccT32d3U417ezb5c8p1').success).toBe(true);
  expect(ids.productId.safeParse('iap_a_b').success).toBe(true);
  expect(ids.resourceId.safeParse('store_1').success).toBe(false);
});

test("a provider's id may be any text of 1 to 1024 characters", () => {
  expect(ids.externalResourceId.safeParse('größe/1?x=#').success).toBe(true);
  expect(ids.externalResourceId.safeParse('a'.repeat(1024)).success).toBe(true);
  expect(ids.externalResourceId.safeParse('').success).toBe(false);
  expect(ids.externalResourceId.safeParse('a'.repeat(1025)).success).toBe(false);
});
