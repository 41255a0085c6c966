import { kontorEndpoints as k } from '@kontor/protocol/kontor';
import { expect, test } from 'vitest';
import { install, project, provision } from '../world/story.ts';
import { isTransfer } from '../world/transfer-calls.ts';
import { openTransfers } from '../world/transfer-world.ts';
import { accept, anotherTeam, codeFor, request, targetOf } from '../world/two-teams.ts';

const given = openTransfers();
const { world, furnish } = given;

test('a team that has not installed the integration is told what it lacks', async () => {
  const { name } = await furnish();
  const target = await anotherTeam(world);
  const code = await codeFor(world, name);
  world.provider.seen.length = 0;
  const { status, error } = await accept(target, code);

  expect([status, error.reason, error.integrations]).toEqual([409, 'not_installed', ['scripted']]);
  expect(world.provider.seen.filter(isTransfer)).toEqual([]);
  await install(target);
  expect((await accept(target, code)).status).toBe(202);
});

test('a name that the new team has already is refused, and another one taken', async () => {
  const { id, name } = await furnish();
  const target = await targetOf(world);
  await project(target, name);
  const code = await codeFor(world, name);

  expect((await accept(target, code)).error.reason).toBe('name_taken');
  expect((await accept(target, code, { newProjectName: 'NOT a name' })).status).toBe(400);
  expect((await accept(target, code, { newProjectName: 'other-name' })).status).toBe(202);
  const { body } = await target.owner.api(k.getProject, {
    params: { team: target.team, project: id },
  });
  expect(body.project.name).toBe('other-name');
});

test('a project whose resource another one uses is not handed over, and no provider is called', async () => {
  const { name, resource } = await furnish();
  const second = await project(world, `${name}-second`);
  const connected = await world.owner.api(k.connectResource, {
    params: { team: world.team, resource: resource.id },
    body: { project: second, environments: ['production'] },
  });
  expect(connected.status).toBe(201);
  const { status, error } = await request(world, name);

  expect([status, error.reason, error.resourceId]).toEqual([409, 'resource_shared', resource.id]);
  expect(world.provider.seen.filter(isTransfer)).toEqual([]);
});

test('what has changed since the code was made is not guessed about', async () => {
  const { name } = await furnish();
  const target = await targetOf(world);
  const code = await codeFor(world, name);
  const more = await provision(world, given.installation);
  await world.owner.api(k.connectResource, {
    params: { team: world.team, resource: more.id },
    body: { project: name, environments: ['production'], prefix: 'MORE' },
  });

  expect((await accept(target, code)).error.reason).toBe('transfer_changed');
});

test('the project of another team is not found', async () => {
  const { id } = await furnish();
  const stranger = await anotherTeam(world);
  const { status, error } = await request(stranger, id);

  expect([status, error.reason]).toEqual([404, 'project_not_found']);
});
