import { kontorEndpoints as k } from '@kontor/protocol/kontor';
import { restEndpoints as r } from '@kontor/protocol/rest';
import { expect, test } from 'vitest';
import { eventsOf, variablesOf } from '../world/story.ts';
import { openTransfers } from '../world/transfer-world.ts';
import { accept, codeFor, targetOf } from '../world/two-teams.ts';

const given = openTransfers();
const { world, furnish } = given;

test('a project goes to another team with its values, connections and resources, under the same ids', async () => {
  const { id, name, resource, byHand } = await furnish();
  const before = await variablesOf(world, name, 'production');
  const target = await targetOf(world);

  const code = await codeFor(world, name);
  const { status, body } = await accept(target, code);

  expect([status, body]).toEqual([
    202,
    {
      partnerCalls: [
        {
          installationId: target.installation,
          resourceIds: [resource.id],
          result: { status: 'fulfilled' },
        },
      ],
      resourceTransferErrors: [],
      transferredStoreIds: [resource.id],
    },
  ]);
  expect(await variablesOf(target, id, 'production')).toEqual(before);
  expect(await variablesOf(target, id, 'staging')).toEqual({ BY_HAND: byHand });
  const there = await target.owner.api(k.listConnections, {
    params: { team: target.team, resource: resource.id },
  });
  expect(there.body.connections).toMatchObject([{ projectId: id, environments: ['production'] }]);
  const params = { team: world.team, project: id, environment: 'production' };
  expect((await world.owner.api(k.readEnvironment, { params })).status).toBe(404);
  const left = { team: world.team, resource: resource.id };
  expect((await world.owner.api(k.getTeamResource, { params: left })).status).toBe(404);
});

test('what a project shared with others of its team stays as it was, and is its own from then on', async () => {
  const { id, name, byHand } = await furnish();
  const shared = await world.owner.api(r.createSharedEnvVariable, {
    query: {},
    body: {
      evs: [
        { key: 'SHARED', value: 'for all' },
        { key: 'BY_HAND', value: 'covered' },
      ],
      target: ['production'],
      projectId: [id],
    },
  });
  const before = await variablesOf(world, name, 'production');
  const target = await targetOf(world);
  await accept(target, await codeFor(world, name));

  const later = { name: 'LATER', value: 'new', environments: ['production'] };
  await target.owner.api(k.createVariable, {
    params: { team: target.team, project: id },
    body: later,
  });
  const left = await world.owner.api(r.getSharedEnvVar, {
    params: { variable: shared.body.created[0]?.id ?? '' },
    query: {},
  });

  expect(before).toMatchObject({ SHARED: 'for all', BY_HAND: byHand });
  expect(await variablesOf(target, id, 'production')).toEqual({ ...before, LATER: 'new' });
  expect(left.body).toMatchObject({ value: 'for all', projectId: [] });
});

test('the token of the former installation reaches the resource no more, that of the new one does', async () => {
  const { name, resource } = await furnish();
  const target = await targetOf(world);
  expect((await readAs(given.installation, resource.externalId)).status).toBe(200);

  await accept(target, await codeFor(world, name));

  expect((await readAs(given.installation, resource.externalId)).status).toBe(404);
  expect((await readAs(target.installation, resource.externalId)).status).toBe(200);
});

test('what goes on in the new team works: a variable is written, and the resource is deleted', async () => {
  const { id, name, resource } = await furnish();
  const target = await targetOf(world);
  await accept(target, await codeFor(world, name));

  const written = await target.owner.api(k.createVariable, {
    params: { team: target.team, project: id },
    body: { name: 'LATER', value: 'new', environments: ['production'] },
  });
  const versions = await target.owner.api(k.listEnvironmentVersions, {
    params: { team: target.team, project: id, environment: 'production' },
  });
  const deleted = await target.owner.api(k.deleteTeamResource, {
    params: { team: target.team, resource: resource.id },
  });

  expect([written.status, versions.status, deleted.status]).toEqual([201, 200, 200]);
  expect(await variablesOf(target, id, 'production')).toMatchObject({ LATER: 'new' });
  expect(world.provider.resources.has(resource.externalId ?? '')).toBe(false);
});

test('everything that was sealed is sealed anew, for the new team alone', async () => {
  const { id, name, resource } = await furnish();
  const target = await targetOf(world);
  const sealed = () =>
    world.database.read<{ team_id: string; sealed: Buffer; digest: string | null }>(
      `select team_id, sealed, null as digest from keyset where resource_id = $2
       union all select team_id, sealed, null from variable where project_id = $1
       union all select team_id, sealed, digest from environment where project_id = $1
       union all select team_id, sealed, digest from environment_version where project_id = $1`,
      [id, resource.id],
    );
  const before = await sealed();

  await accept(target, await codeFor(world, name));

  const after = await sealed();
  const kept = new Set(before.flatMap((row) => [row.sealed.toString('hex'), row.digest]));
  kept.delete(null);
  expect(after).toHaveLength(before.length);
  expect(new Set(after.map((row) => row.team_id)).size).toBe(1);
  expect(after[0]?.team_id).not.toBe(before[0]?.team_id);
  for (const row of after) {
    expect(kept.has(row.sealed.toString('hex'))).toBe(false);
    expect(row.digest !== null && kept.has(row.digest)).toBe(false);
  }
});

test('both teams find it in their logs', async () => {
  const { id, name, resource } = await furnish();
  const target = await targetOf(world);
  await accept(target, await codeFor(world, name), { newProjectName: 'taken-over' });

  const [out] = await eventsOf(world, 'project.transferred-out');
  const [arrived] = await eventsOf(target, 'project.transferred-in');
  expect(out).toMatchObject({ subject: { project: id }, data: { name, resources: [resource.id] } });
  expect(arrived).toMatchObject({ subject: { project: id }, data: { name: 'taken-over' } });
  expect((await eventsOf(world, 'resource.transferred'))[0]?.subject).toMatchObject({
    resource: resource.id,
    installation: given.installation,
  });
  expect((await eventsOf(target, 'resource.transferred'))[0]?.subject).toMatchObject({
    installation: target.installation,
  });
});

async function readAs(installationId: string, externalId: string | null) {
  const resource = encodeURIComponent(externalId ?? '');
  return fetch(`${world.url}/v1/installations/${installationId}/resources/${resource}`, {
    headers: {
      authorization: `Bearer ${world.provider.installations.get(installationId)?.accessToken}`,
    },
  });
}
