import { teamWorld } from '@kontor/testing/team-world';
import { expect, test } from 'vitest';
import { createSelectProjects } from './select-projects.ts';

/** An installation whose resource is connected to one of two projects. */
async function worldWithTwoProjects() {
  const world = teamWorld();
  const { id: installationId } = await world.installation();
  const resource = await world.provisioned({ installationId });
  const [used, other] = [await world.project(), await world.project()];
  await world.connection({ resourceId: resource.id, projectId: used.id });
  const use = createSelectProjects(world.ports);
  const { teamId, actor } = world.request;
  const select = (projects: Parameters<typeof use>[0]['projects']) =>
    use({ teamId, actor, installationId, projects });
  const selected = () => world.data().installations.get(installationId)?.projects;
  return { ...world, used, other, select, selected };
}

test('an installation is kept to projects, and opened to all again', async () => {
  const { used, other, select, selected, happened } = await worldWithTwoProjects();

  await select([used.id, other.id]);
  const kept = selected();
  await select(null);

  expect([kept, selected()]).toEqual([[used.id, other.id], null]);
  expect(happened()).toEqual(['installation.projects-selected', 'installation.projects-selected']);
});

test('a project that a resource is connected to is not left out', async () => {
  const { used, other, select, selected } = await worldWithTwoProjects();

  const refused = await select([other.id]);

  expect(refused).toMatchObject({
    ok: false,
    error: { code: 'project_connected', facts: { projectIds: [used.id] } },
  });
  expect(selected()).toBeNull();
});

test('a project of nobody is not found', async () => {
  const { used, other, select, selected } = await worldWithTwoProjects();
  const { project } = await worldWithTwoProjects();
  const foreign = await project();

  const refused = await select([used.id, other.id, foreign.id]);

  expect(refused).toMatchObject({ ok: false, error: { code: 'project_not_found' } });
  expect(selected()).toBeNull();
});
