import { createReplaceSecrets, createReportAction } from '@kontor/core';
import { desiredState } from '@kontor/protocol/vocabulary';
import { buildTeam, mint, newActionRun, newStatePlan } from '@kontor/testing/team-world';
import { expect, test } from 'vitest';
import { useTeamStorage } from './team-storage.ts';

const held = useTeamStorage();
const canary = 'canary-4f1d-in-the-mine';

test('no column of any table holds the value of a secret or a variable, in whatever spelling', async () => {
  const team = buildTeam(held.storage);
  const secrets = [
    { name: 'URL', value: canary, environmentOverrides: { preview: `${canary}-override` } },
  ];
  const { installationId, id: resourceId, externalId } = await team.resource({ secrets });
  const project = await team.project();
  await team.connection({ resourceId, projectId: project.id });
  await team.variable(project.id, { value: `${canary}-by-hand` });
  await createReplaceSecrets(
    held.storage.transact,
    () => new Date(),
  )({
    teamId: team.teamId,
    actor: { kind: 'provider', installationId },
    installationId,
    externalId: externalId ?? mint.external(),
    update: { secrets: [{ name: 'URL', value: `${canary}-rotated` }] },
  });

  const run = newActionRun({ installationId, resourceId });
  const deployment = await team.deployment({ projectId: project.id, actions: [run] });
  await createReportAction(
    held.storage.transact,
    () => new Date(),
  )({
    teamId: team.teamId,
    actor: { kind: 'provider', installationId },
    installationId,
    deploymentId: deployment.id,
    externalId: externalId ?? mint.external(),
    action: run.action,
    report: { status: 'succeeded' },
    secrets: [{ name: 'URL', value: `${canary}-of-a-branch` }],
  });

  const desired = desiredState.parse({
    project: project.name,
    variables: { PLANNED: { value: `${canary}-in-a-file` }, SECRET: { fromEnv: 'SECRET' } },
    shared: { SHARED: { value: `${canary}-in-a-file-for-all` } },
  });
  const statePlan = newStatePlan({ teamId: team.teamId, project: project.name });
  await team.transact((tx) =>
    tx.statePlans.insert(statePlan, { desired, values: { SECRET: `${canary}-from-a-machine` } }),
  );

  const dump = await dumpOfEverything();

  // the dump is one in which a value would be found, and what was written is in it
  expect(dump).toContain(Buffer.from(project.name).toString('hex'));
  expect(dump).toContain(Buffer.from('HAND_WRITTEN').toString('hex'));
  for (const spelling of spellingsOf(canary)) expect(dump).not.toContain(spelling);
});

/** Every row of every table, in hex: text and bytes alike. */
async function dumpOfEverything(): Promise<string> {
  const { read } = held.database;
  const tables = await read<{ name: string }>(
    `select quote_ident(table_schema) || '.' || quote_ident(table_name) as name
     from information_schema.tables
     where table_type = 'BASE TABLE' and table_schema not in ('pg_catalog', 'information_schema')`,
  );
  const rows: string[] = [];
  for (const { name } of tables) {
    for (const row of await read(`select * from ${name}`)) {
      rows.push(...Object.values(row).map(hexOf));
    }
  }
  return rows.join('\n');
}

function hexOf(value: unknown): string {
  if (Buffer.isBuffer(value)) return value.toString('hex');
  return Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('hex');
}

function spellingsOf(text: string): readonly string[] {
  const bytes = Buffer.from(text);
  // base64 of the middle of a longer text depends on where it begins
  const base64 = [0, 1, 2].map((skip) => bytes.subarray(skip).toString('base64').slice(0, 20));
  return [text, bytes.toString('hex'), ...base64].map((each) => Buffer.from(each).toString('hex'));
}
