import { kontorEndpoints } from '@kontor/protocol/kontor';
import { TEAM, type Tour } from '../tour.ts';
import { uninstall } from './installation.ts';

const PROJECTS = ['web', 'api'];

/** Sees to a team with two projects, and removes what a tour that was interrupted left in it. */
export async function prepare(tour: Tour): Promise<void> {
  const { call, check } = tour;
  await tour.step(
    'A team with two projects',
    'The tour has a team of its own, so it touches nothing that belongs to anybody else.',
    async () => {
      const { body } = await call(kontorEndpoints.getMe, {});
      if (!body.teams.some(({ slug }) => slug === TEAM)) {
        await call(kontorEndpoints.createTeam, { body: { slug: TEAM, name: 'Tour' } });
      }
      const installations = await call(kontorEndpoints.listInstallations, {
        params: { team: TEAM },
        query: {},
      });
      for (const { id } of installations.body.installations) await uninstall(tour, id);
      await ensureProjects(tour);
      const projects = await call(kontorEndpoints.listProjects, { params: { team: TEAM } });
      const names = projects.body.projects.map(({ name }) => name).sort();
      check('the team has the projects api and web', names, [...PROJECTS].sort());
    },
  );
}

async function ensureProjects({ call }: Tour): Promise<void> {
  const params = { team: TEAM };
  const { body } = await call(kontorEndpoints.listProjects, { params });
  const existing = body.projects.map(({ name }) => name);
  for (const name of PROJECTS.filter((wanted) => !existing.includes(wanted))) {
    await call(kontorEndpoints.createProject, { params, body: { name } });
  }
}
