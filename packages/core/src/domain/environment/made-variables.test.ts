import fc from 'fast-check';
import { expect, test } from 'vitest';
import { anyConnection, connected } from '../../../test/project-inputs.ts';
import { compileEnvironment } from './compile.ts';
import { madeBy } from './made-variables.ts';

test('a secret is one variable of all its environments, and one of its own for each override', () => {
  const secret = { name: 'URL', value: 'main', environmentOverrides: { preview: 'branch' } };
  const connection = connected('db', [], {
    prefix: 'DB',
    keyset: { secrets: [secret] },
    environments: ['production', 'preview', 'staging'],
  });

  const common = { name: 'DB_URL', secretName: 'URL' };
  expect(madeBy(connection)).toEqual([
    { ...common, value: 'main', environments: ['production', 'staging'], overrides: null },
    { ...common, value: 'branch', environments: ['preview'], overrides: 'preview' },
  ]);
});

test('a secret that is overridden wherever it goes is made from its overrides alone', () => {
  const secret = { name: 'URL', value: 'main', environmentOverrides: { preview: '' } };
  const connection = connected('db', [], {
    keyset: { secrets: [secret] },
    environments: ['preview'],
  });

  expect(madeBy(connection)).toMatchObject([{ value: '', overrides: 'preview' }]);
});

test('what is made is what a deployment reads', () => {
  fc.assert(
    fc.property(anyConnection, (connection) => {
      for (const environment of connection.environments) {
        const inputs = { variables: [], connections: [connection] };
        const { variables } = compileEnvironment({ environment, ...inputs });
        const made = madeBy(connection).filter((each) => each.environments.includes(environment));
        for (const { name, value } of variables) {
          expect(made.find((each) => each.name === name)?.value).toBe(value);
        }
        expect(new Set(made.map(({ name }) => name)).size).toBe(variables.length);
      }
    }),
  );
});
