import {
  connectionId,
  resourceId,
  sharedVariableId,
  variableId,
} from '@kontor/protocol/vocabulary';
import fc from 'fast-check';
import type {
  ConnectedKeyset,
  HandWrittenVariable,
  ProjectInputs,
} from '../src/domain/environment/project-inputs.ts';
import type { Secret } from '../src/domain/keyset/secret.ts';

export const ids = {
  connection: (name: string) => connectionId.parse(`con_${filled(name)}`),
  resource: (name: string) => resourceId.parse(`store_${filled(name)}`),
  shared: (name: string) => sharedVariableId.parse(`shv_${filled(name)}`),
  variable: (name: string) => variableId.parse(`var_${filled(name)}`),
};

function filled(name: string): string {
  return name.replace(/[^0-9A-Za-z]/g, '').padEnd(24, '0');
}

/** A resource of the given name, connected everywhere; its secrets' values say whose they are. */
export function connected(
  name: string,
  secretNames: readonly string[],
  rest: Partial<ConnectedKeyset> = {},
): ConnectedKeyset {
  return {
    connectionId: ids.connection(name),
    resourceId: ids.resource(name),
    resourceName: name,
    environments: ['production', 'preview', 'development'],
    keyset: { secrets: secretNames.map((each) => ({ name: each, value: `${name} ${each}` })) },
    createdAt: new Date('2026-01-01T00:00:00Z'),
    ...rest,
  };
}

export function written(
  name: string,
  rest: Partial<HandWrittenVariable> = {},
): HandWrittenVariable {
  return {
    variableId: ids.variable(name),
    name,
    value: `team ${name}`,
    environments: ['production', 'preview', 'development'],
    ...unmarked,
    ...rest,
  };
}

const unmarked = { gitBranch: null, type: 'encrypted', visibility: null, comment: null } as const;
const anyEnvironments = fc.uniqueArray(fc.constantFrom('production', 'preview', 'staging'), {
  minLength: 1,
});
const anyName = fc.constantFrom('A', 'B', 'X_A', 'NEXT_PUBLIC_A', 'X', 'VITE_A');
const anyPrefix = fc.option(fc.constantFrom('X', 'Y', 'NEXT_PUBLIC', 'B'), { nil: undefined });

const anySecrets: fc.Arbitrary<Secret[]> = fc.uniqueArray(
  fc.record({ name: anyName, value: fc.string(), prefix: anyPrefix }),
  { selector: ({ name }) => name, maxLength: 4 },
);

const anyConnection = fc
  .tuple(fc.nat({ max: 9 }), anySecrets, anyPrefix, anyEnvironments, fc.nat({ max: 3 }))
  .map(([number, secrets, prefix, environments, day]) =>
    connected(`r${number}`, [], {
      keyset: { secrets },
      prefix,
      environments,
      createdAt: new Date(Date.UTC(2026, 0, 1 + day)),
    }),
  );

const anyBranch = fc.option(fc.constantFrom('main', 'feature/x'), { nil: null });

const anyVariable = fc
  .tuple(fc.nat({ max: 9 }), anyName, fc.string(), anyEnvironments, anyBranch)
  .map(
    ([number, name, value, environments, gitBranch]): HandWrittenVariable => ({
      ...unmarked,
      variableId: ids.variable(`${number}`),
      name,
      value,
      environments: gitBranch === null ? environments : ['preview'],
      gitBranch,
    }),
  );

/** Small worlds whose names meet often. */
export const anyInputs: fc.Arbitrary<ProjectInputs> = fc.record({
  variables: fc.uniqueArray(anyVariable, { selector: (each) => each.variableId, maxLength: 4 }),
  connections: fc.uniqueArray(anyConnection, {
    selector: (each) => each.connectionId,
    maxLength: 4,
  }),
});

export { anyConnection, anyVariable };
