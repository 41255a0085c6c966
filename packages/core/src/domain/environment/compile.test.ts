import fc from 'fast-check';
import { expect, test } from 'vitest';
import { anyInputs, connected, ids, written } from '../../../test/project-inputs.ts';
import { compileEnvironment } from './compile.ts';

const production = 'production';

test.for([
  ['PGHOST', undefined, undefined, 'PGHOST'],
  ['PGHOST', 'ACME', undefined, 'ACME_PGHOST'],
  ['PGHOST', undefined, 'DB1', 'DB1_PGHOST'],
  ['PGHOST', 'ACME', 'DB1', 'DB1_PGHOST'],
  ['NEXT_PUBLIC_PGHOST', 'ACME', undefined, 'NEXT_PUBLIC_ACME_PGHOST'],
  ['NEXT_PUBLIC_PGHOST', 'ACME', 'DB1', 'NEXT_PUBLIC_DB1_PGHOST'],
] as const)(
  'C20, C21: %s of the provider prefix %s through the connection prefix %s becomes %s',
  ([name, providerPrefix, prefix, variable]) => {
    const keyset = { secrets: [{ name, value: 'v', prefix: providerPrefix }] };
    const connections = [connected('db', [], { keyset, prefix })];

    const { variables } = compileEnvironment({
      environment: production,
      variables: [],
      connections,
    });

    expect(variables.map((each) => each.name)).toEqual([variable]);
  },
);

test('an environment holds what is written by hand and what is connected, by name, with its origin', () => {
  const compiled = compileEnvironment({
    environment: production,
    variables: [written('LOG_LEVEL')],
    connections: [connected('db', ['PGHOST', 'NEXT_PUBLIC_URL'])],
  });

  const db = {
    kind: 'connection',
    connectionId: ids.connection('db'),
    resourceId: ids.resource('db'),
  };
  expect(compiled).toEqual({
    variables: [
      {
        name: 'LOG_LEVEL',
        value: 'team LOG_LEVEL',
        source: { kind: 'variable', variableId: ids.variable('LOG_LEVEL') },
        isPublic: false,
      },
      {
        name: 'NEXT_PUBLIC_URL',
        value: 'db NEXT_PUBLIC_URL',
        source: { ...db, secretName: 'NEXT_PUBLIC_URL' },
        isPublic: true,
      },
      {
        name: 'PGHOST',
        value: 'db PGHOST',
        source: { ...db, secretName: 'PGHOST' },
        isPublic: false,
      },
    ],
    collisions: [],
  });
});

test('C16: one resource for an environment each gives each its own value of one name', () => {
  const connections = ['production', 'preview', 'staging'].map((environment) =>
    connected(`db${environment}`, ['PGHOST'], { environments: [environment] }),
  );
  for (const environment of ['production', 'preview', 'staging']) {
    expect(compileEnvironment({ environment, variables: [], connections })).toMatchObject({
      variables: [{ name: 'PGHOST', value: `db${environment} PGHOST` }],
      collisions: [],
    });
  }
});

test('C19: an override changes the value in its environment only, and never in a custom one', () => {
  const overridden = { name: 'URL', value: 'main', environmentOverrides: { preview: 'branch' } };
  const connections = [
    connected('db', [], {
      keyset: { secrets: [overridden] },
      environments: ['production', 'preview', 'staging'],
    }),
  ];
  const valueIn = (environment: string) =>
    compileEnvironment({ environment, variables: [], connections }).variables[0]?.value;

  expect(['production', 'preview', 'staging'].map(valueIn)).toEqual(['main', 'branch', 'main']);
});

test('an environment that nothing names is empty', () => {
  const inputs = { variables: [written('A')], connections: [connected('db', ['B'])] };
  expect(compileEnvironment({ environment: 'staging', ...inputs })).toEqual({
    variables: [],
    collisions: [],
  });
});

test('a branch has what preview has with its own over it, whoever gave that', () => {
  const connections = [connected('db', ['URL', 'HOST'])];
  const branch = { environments: ['preview'], gitBranch: 'feature/x' };
  const variables = [
    written('LEVEL'),
    written('LEVEL of the branch', { ...branch, name: 'LEVEL', value: 'branch LEVEL' }),
    written('URL', { ...branch, value: 'branch URL' }),
    written('OTHER', { ...branch, gitBranch: 'other' }),
  ];
  const valuesIn = (environment: string) =>
    compileEnvironment({ environment, variables, connections }).variables.map(({ value }) => value);

  expect(valuesIn('preview:feature/x')).toEqual(['db HOST', 'branch LEVEL', 'branch URL']);
  expect(valuesIn('preview')).toEqual(['db HOST', 'team LEVEL', 'db URL']);
  expect(valuesIn('production')).toEqual(['db HOST', 'team LEVEL', 'db URL']);
});

test('no branch ever has a value of another one', () => {
  fc.assert(
    fc.property(anyInputs, fc.constantFrom('main', 'feature/x'), (inputs, gitBranch) => {
      const others = new Set(
        inputs.variables
          .filter((each) => each.gitBranch !== null && each.gitBranch !== gitBranch)
          .map(({ variableId }) => variableId),
      );
      const environment = `preview:${gitBranch}`;
      const { variables } = compileEnvironment({ environment, ...inputs });
      const sources = variables.map(({ source }) => source);
      expect(
        sources.filter((source) => source.kind === 'variable' && others.has(source.variableId)),
      ).toEqual([]);
    }),
  );
});

test('where a collision stands, the team wins, then the older connection', () => {
  const younger = connected('a', ['NAME', 'HOST'], { createdAt: new Date('2026-02-01') });
  const older = connected('z', ['NAME', 'HOST'], { createdAt: new Date('2026-01-01') });

  const { variables, collisions } = compileEnvironment({
    environment: production,
    variables: [written('NAME')],
    connections: [younger, older],
  });

  expect(variables.map(({ name, value }) => [name, value])).toEqual([
    ['HOST', 'z HOST'],
    ['NAME', 'team NAME'],
  ]);
  expect(collisions.map(({ name, owners }) => [name, owners.length])).toEqual([
    ['HOST', 2],
    ['NAME', 3],
  ]);
});

test('the names __proto__ and constructor are names like others', () => {
  const connections = [connected('db', ['__proto__', 'constructor'])];
  const { variables } = compileEnvironment({ environment: production, variables: [], connections });
  expect(variables.map(({ name }) => name)).toEqual(['__proto__', 'constructor']);
});

const anyEnvironment = fc.constantFrom('production', 'preview', 'staging');

test('names stand once and in order, whatever the inputs', () => {
  fc.assert(
    fc.property(anyInputs, anyEnvironment, (inputs, environment) => {
      const names = compileEnvironment({ environment, ...inputs }).variables.map((v) => v.name);
      expect(names).toEqual([...new Set(names)].sort());
    }),
  );
});

test('the order in which inputs are listed does not matter', () => {
  fc.assert(
    fc.property(anyInputs, anyEnvironment, ({ variables, connections }, environment) => {
      const listed = { environment, variables, connections };
      const turned = {
        environment,
        variables: variables.toReversed(),
        connections: connections.toReversed(),
      };
      expect(compileEnvironment(turned)).toEqual(compileEnvironment(listed));
    }),
  );
});

test('every secret and variable of an environment is in it, or is an owner in a collision', () => {
  fc.assert(
    fc.property(anyInputs, anyEnvironment, (inputs, environment) => {
      const { variables, collisions } = compileEnvironment({ environment, ...inputs });
      const ofAll = inputs.variables.filter(({ gitBranch }) => gitBranch === null);
      const here = [...ofAll, ...inputs.connections]
        .filter((each) => each.environments.includes(environment))
        .reduce((sum, each) => sum + ('keyset' in each ? each.keyset.secrets.length : 1), 0);
      const losers = collisions.reduce((sum, { owners }) => sum + owners.length - 1, 0);
      expect(variables.length + losers).toBe(here);
    }),
  );
});
