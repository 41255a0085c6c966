import { expect, test } from 'vitest';
import { metadata, providerMetadata } from './metadata.ts';

test("a provider's metadata keeps the values the protocol carries and drops the rest", () => {
  const reported = {
    region: 'iad1',
    size: 2,
    ha: true,
    tags: ['a'],
    steps: [1],
    note: null,
    nested: {},
  };

  expect(providerMetadata.parse(reported)).toEqual({
    region: 'iad1',
    size: 2,
    ha: true,
    tags: ['a'],
    steps: [1],
  });
});

test.each([{ note: null }, { nested: {} }, { mixed: ['a', 1] }])(
  '%j is not sent as metadata',
  (wrong) => {
    expect(metadata.safeParse(wrong).success).toBe(false);
  },
);
