import {
  compileEnvironment,
  createConnect,
  createDisconnect,
  createInstall,
  createReplaceSecrets,
  createWriteVariable,
  fail,
  ok,
  startOfChain,
  type TeamTx,
  type Transact,
  verifyChain,
} from '@kontor/core';
import { builtInEnvironment } from '@kontor/protocol/vocabulary';
import { buildTeam, mint, newResource, newVariable, sha256 } from '@kontor/testing/team-world';
import { expect, test } from 'vitest';
import { useTeamStorage } from './team-storage.ts';

const held = useTeamStorage();
const now = () => new Date();
const system = { kind: 'system' } as const;
const mayTouch = () => undefined;

/** Runs something many times at once. */
function atOnce<Answer>(times: number, work: (index: number) => Promise<Answer>) {
  return Promise.all(Array.from({ length: times }, (_, index) => work(index)));
}

/** Transactions of the storage, counted with how often their work ran: more means a deadlock. */
function countingTransact() {
  const counted = { transactions: 0, runs: 0 };
  const transact: Transact<TeamTx> = (teamId, work) => {
    counted.transactions += 1;
    return held.storage.transact(teamId, (tx) => {
      counted.runs += 1;
      return work(tx);
    });
  };
  return { transact, counted };
}

test('of twenty installs at once one begins, and the others are refused with its name', async () => {
  const id = mint.integration();
  await held.storage.addIntegration(id);
  const teamId = mint.team();
  const integration = {
    id,
    slug: 'acme',
    name: 'Acme',
    eulaUrl: null,
    privacyUrl: null,
    billsPerInstallation: false,
    kinds: ['native'] as const,
    apiScopes: {},
    isPublished: true,
    ownerTeamId: teamId,
    capabilities: {},
    products: [],
  };
  const install = createInstall({
    transact: held.storage.transact,
    catalog: async () => integration,
    now,
    mintInstallationId: mint.installation,
    mintOperationId: mint.operation,
  });

  const outcomes = await atOnce(20, () =>
    install({
      teamId,
      actor: system,
      userId: null,
      integration: 'acme',
      acceptedPolicies: ['toc'],
      callerKey: null,
      traceId: '0'.repeat(32),
    }),
  );

  const [begun, ...more] = outcomes.flatMap((each) => (each.ok ? [each.value.operation] : []));
  expect(more).toEqual([]);
  const refused = outcomes.filter((each) => !each.ok);
  expect(refused).toHaveLength(19);
  const facts = { installationId: begun?.installationId, lifecycle: 'installing' };
  expect(refused).toEqual(
    refused.map(() => fail(expect.objectContaining({ code: 'already_installed', facts }))),
  );
  expect(await held.storage.credentialsOf(teamId, begun?.installationId ?? '')).toBe(1);
});

test('of twenty resources of one name inserted at once, one is there', async () => {
  const team = buildTeam(held.storage);
  const { id: installationId } = await team.installation();

  const inserted = await atOnce(20, () =>
    team.transact((tx) =>
      tx.resources.insert(newResource({ teamId: team.teamId, installationId, name: 'main' })),
    ),
  );

  expect(inserted.filter((isInserted) => isInserted)).toEqual([true]);
  const listed = await team.transact((tx) => tx.resources.listOf(installationId));
  expect(listed).toHaveLength(1);
});

test('of two resources that take one free name at once, one keeps its own', async () => {
  const team = buildTeam(held.storage);
  const { id: installationId } = await team.installation();
  const resources = [
    await team.resource({ installationId }),
    await team.resource({ installationId }),
  ];

  const saved = await Promise.all(
    resources.map((each) => team.transact((tx) => tx.resources.save({ ...each, name: 'the one' }))),
  );

  expect(saved.toSorted()).toEqual([false, true]);
});

test('of twenty operations begun on a resource at once, one runs', async () => {
  const team = buildTeam(held.storage);
  const { installationId, id: resourceId } = await team.resource();

  const begun = await atOnce(20, () =>
    team.operation({ installationId, resourceId }).then(
      () => true,
      () => false,
    ),
  );

  expect(begun.filter((hasBegun) => hasBegun)).toEqual([true]);
});

test('events of fifty transactions at once are numbered from 1 to 50, and verify', async () => {
  const team = buildTeam(held.storage);
  const sequences = Array.from({ length: 50 }, (_, index) => index + 1);

  await atOnce(50, (index) =>
    team.transact((tx) =>
      tx.events.append({ type: 'project.created', actor: system, subject: {}, data: { index } }),
    ),
  );

  const events = await held.storage.events(team.teamId);
  expect(events.map(({ sequence }) => sequence)).toEqual(sequences);
  expect(new Set(events.map(({ event }) => event.data.index)).size).toBe(50);
  const start = startOfChain(team.teamId, sha256);
  expect(verifyChain({ start, events }, sha256)).toEqual(
    ok({ sequence: 50, hash: events.at(-1)?.hash }),
  );
});

test('connecting, disconnecting, new secrets and variables at once end in what they add up to, without a deadlock', async () => {
  const { transact, counted } = countingTransact();
  const team = buildTeam(held.storage);
  const { teamId } = team;
  const { id: installationId } = await team.installation();
  const projects = [await team.project(), await team.project(), await team.project()];
  const resources = await Promise.all(
    ['A', 'B', 'C'].map((name) => team.resource({ installationId, name })),
  );
  const connect = createConnect({
    transact,
    now,
    mintConnectionId: mint.connection,
    declaredActions: async () => [],
  });
  const disconnect = createDisconnect({ transact, now });
  const replaceSecrets = createReplaceSecrets(transact, now);
  const writeVariable = createWriteVariable({ transact, now, mintVariableId: mint.variable });
  const common = { teamId, actor: system, mayTouch };

  const connecting = projects.flatMap((project) =>
    resources.map(async ({ id: resourceId, name }) => {
      const request = { ...common, resourceId, project: project.id, prefix: name };
      const environments = ['production', 'preview'];
      const connected = await connect({ ...request, environments, isDryRun: false });
      if (!connected.ok || name !== 'C') return connected;
      const { id: connectionId } = connected.value.connection;
      return disconnect({ ...common, resourceId, connectionId });
    }),
  );
  const replacing = resources.flatMap(({ externalId }) =>
    ['1', '2', '3'].map((value) =>
      replaceSecrets({
        ...common,
        installationId,
        externalId: externalId ?? mint.external(),
        update: {
          secrets: [
            { name: 'URL', value },
            { name: `KEY_${value}`, value },
          ],
        },
      }),
    ),
  );
  const writing = projects.map(({ id }) =>
    writeVariable({
      ...common,
      project: id,
      variable: newVariable({ name: 'LEVEL', environments: ['production'] }),
    }),
  );
  const outcomes = await Promise.all([...connecting, ...replacing, ...writing]);

  expect(outcomes.filter((each) => !each.ok)).toEqual([]);
  expect(counted.runs).toBe(counted.transactions);
  for (const { id: projectId } of projects) {
    const inputs = await team.transact((tx) => tx.projects.inputs(projectId));
    expect(inputs.connections.map(({ resourceName }) => resourceName).sort()).toEqual(['A', 'B']);
    for (const environment of builtInEnvironment.options) {
      const newest = (await held.storage.versions(teamId, { projectId, environment })).at(-1);
      const { variables } = compileEnvironment({ ...inputs, environment });
      expect(newest?.variables ?? []).toEqual(variables);
    }
  }
});
