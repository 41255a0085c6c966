import { connectionPrefix, isPublicVariableName } from '@kontor/protocol/vocabulary';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { anyConnection, anyInputs, connected, written } from '../../../test/project-inputs.ts';
import { collisionsAfter } from './change.ts';
import { nameThrough } from './contribution.ts';
import { freePrefix } from './free-prefix.ts';
import { previewConnection } from './preview-connection.ts';

const nothing = { variables: [], connections: [] };

test('a preview tells the final names in each environment, and no value', () => {
  const connection = connected('orders', ['URL', 'PORT'], {
    prefix: 'DB1',
    environments: ['production', 'staging'],
  });
  const variables = [
    { name: 'DB1_PORT', secretName: 'PORT', isPublic: false },
    { name: 'DB1_URL', secretName: 'URL', isPublic: false },
  ];

  expect(previewConnection(nothing, connection)).toEqual({
    environments: [
      { environment: 'production', variables },
      { environment: 'staging', variables },
    ],
    collisions: [],
    warnings: [],
  });
});

test('a preview of a collision tells the owners and a prefix that resolves it', () => {
  const inputs = { variables: [written('URL')], connections: [] };
  const connection = connected('orders-replica', ['URL'], { environments: ['production'] });

  const preview = previewConnection(inputs, connection);

  expect(preview.collisions).toMatchObject([{ name: 'URL', environment: 'production' }]);
  expect(preview.suggestedPrefix).toBe('ORDERS_REPLICA');
});

test('a connection that stands is previewed in place of itself', () => {
  const standing = connected('orders', ['URL']);
  const inputs = { variables: [], connections: [standing] };
  expect(previewConnection(inputs, { ...standing, prefix: 'DB1' }).collisions).toEqual([]);
});

test.for([
  [['NEXT_PUBLIC_KEY'], undefined, 'NEXT_PUBLIC_KEY', 'secret_name'],
  [['NEXT_PUBLIC_KEY'], 'DB1', 'NEXT_PUBLIC_DB1_KEY', 'secret_name'],
  [['PASSWORD'], 'NEXT_PUBLIC', 'NEXT_PUBLIC_PASSWORD', 'prefix'],
  [['PASSWORD'], 'VITE', 'VITE_PASSWORD', 'prefix'],
] as const)(
  '%s through the prefix %s is flagged as the public name %s because of its %s',
  ([secretNames, prefix, name, cause]) => {
    const { warnings } = previewConnection(nothing, connected('db', secretNames, { prefix }));
    expect(warnings).toEqual([{ code: 'public_name', name, secretName: secretNames[0], cause }]);
  },
);

test.for([
  ['orders', [], 'ORDERS'],
  ['orders', ['ORDERS_URL'], 'ORDERS_2'],
  ['orders', ['ORDERS_URL', 'ORDERS_2_URL'], 'ORDERS_3'],
  ['7 zwerge (test)', [], 'ZWERGE_TEST'],
  ['数据库', [], 'RESOURCE'],
  ['public', [], 'RESOURCE_PUBLIC'],
  ['vite-shop', [], 'RESOURCE_VITE_SHOP'],
] as const)('a resource called %s beside %j is given the prefix %s', ([name, taken, prefix]) => {
  const inputs = { variables: taken.map((each) => written(each)), connections: [] };
  expect(freePrefix(inputs, { ...connected('db', ['URL']), resourceName: name })).toBe(prefix);
});

test('no prefix is suggested where a hundred are taken', () => {
  const taken = ['ORDERS_URL', ...Array.from({ length: 99 }, (_, n) => `ORDERS_${n + 2}_URL`)];
  const inputs = { variables: taken.map((each) => written(each)), connections: [] };
  expect(freePrefix(inputs, connected('orders', ['URL']))).toBeUndefined();
});

test('a suggested prefix is one a team may set, collides with nothing and makes nothing public', () => {
  fc.assert(
    fc.property(anyInputs, anyConnection, fc.string(), (inputs, connection, resourceName) => {
      const prefix = freePrefix(inputs, { ...connection, resourceName });
      const prefixed = { ...connection, resourceName, prefix };

      expect(connectionPrefix.safeParse(prefix)).toEqual({ success: true, data: prefix });
      expect(collisionsAfter(inputs, { kind: 'put-connection', connection: prefixed })).toEqual([]);
      for (const secret of prefixed.keyset.secrets) {
        const isPublic = isPublicVariableName(nameThrough(prefixed, secret));
        expect(isPublic && !isPublicVariableName(secret.name)).toBe(false);
      }
    }),
  );
});
