import { kontorEndpoints as k } from '@kontor/protocol/kontor';
import { restEndpoints as r } from '@kontor/protocol/rest';
import { done } from '../../isolation/done.ts';
import type { Making, Makings, Stage } from './making.ts';

const aProject: Making = async ({ things }) => ({ at: { project: await things.project() } });
const aNewSlug: Making = async ({ things }) => ({
  at: { project: await things.project() },
  body: { slug: things.word('new') },
});
const anEnvironment: Making = async ({ things }) => ({ at: await things.environment() });
const aVariable: Making = async ({ things }) => ({ at: { variable: await things.variable() } });
const variablesIn: Making = async ({ things }) => ({ body: { ids: [await things.variable()] } });

/** Projects, their environments and variables, and how they are deployed and checked. */
export const projectMakings: Makings = {
  createProject: ({ things }) => ({ body: { name: things.word('new') } }),
  createRestProject: ({ things }) => ({ body: { name: things.word('new') } }),
  updateProject: async (stage) => ({
    ...(await aProject(stage)),
    body: { name: stage.things.word('renamed') },
  }),
  updateRestProject: aProject,
  deleteProject: aProject,
  deleteRestProject: aProject,
  createEnvironment: aNewSlug,
  createCustomEnvironment: aNewSlug,
  updateEnvironment: anEnvironment,
  updateCustomEnvironment: async (stage) => ({
    ...(await anEnvironment(stage)),
    body: { slug: stage.things.word('renamed') },
  }),
  deleteEnvironment: anEnvironment,
  removeCustomEnvironment: anEnvironment,
  rollBackEnvironment: async ({ things }) => ({
    at: { project: (await things.connected()).project },
  }),
  createVariable: ({ things }) => ({
    body: { name: named(things.word('NEW')), value: 'x', environments: ['production'] },
  }),
  updateVariable: async ({ things }) => ({
    at: { variable: await things.variable() },
    body: { name: named(things.word('RENAMED')) },
  }),
  editProjectEnv: async ({ things }) => ({
    at: { variable: await things.variable() },
    body: { key: named(things.word('RENAMED')) },
  }),
  createProjectEnv: ({ things }) => ({
    body: { ...{ key: named(things.word('NEW')), value: 'x' }, ...inProduction },
  }),
  createSharedEnvVariable: ({ things }) => ({
    body: { evs: [{ key: named(things.word('NEW')), value: 'x' }], ...inProduction },
  }),
  deleteVariable: aVariable,
  removeProjectEnv: aVariable,
  batchRemoveProjectEnv: variablesIn,
  updateSharedEnvVariable: async ({ things }) => ({
    body: { updates: { [await things.shared()]: { value: 'other' } } },
  }),
  unlinkSharedEnvVariable: async ({ things }) => ({ at: { variable: await things.shared() } }),
  deleteSharedEnvVariable: async ({ things }) => ({ body: { ids: [await things.shared()] } }),
  reportDeployment: aDeployment,
  removeDeployment: aDeployment,
  createProjectCheck: ({ things }) => ({ body: { name: things.word('gate'), ...byWebhook } }),
  deleteProjectCheck: async (stage) => ({ at: { checkId: await check(stage) } }),
  createDeploymentCheckRun: async (stage) => ({ body: { checkId: await check(stage) } }),
  createCheck: ({ theirs, things }) => ({
    ...{ query: {}, token: theirs.providerSecret },
    body: { name: things.word('check'), blocking: true },
  }),
  updateCheck: ({ theirs }) => ({ query: {}, token: theirs.providerSecret }),
};

const named = (word: string) => word.replace('-', '_');
const inProduction = { type: 'encrypted', target: ['production'] };
const byWebhook = { isRerequestable: true, source: { kind: 'webhook', webhookId: 'hook' } };

/** In a project that nobody judges. */
async function aDeployment({ theirs: { stage }, things }: Stage) {
  const project = await things.project();
  const params = { team: stage.team, project };
  const body = { environment: 'production' };
  const { deployment } = await done(stage.owner.api(k.announceDeployment, { params, body }));
  return { at: { project, deployment: deployment.id } };
}

/** A check that no deployment of the project knows yet. */
async function check({ theirs: { stage, projectId: project }, things }: Stage) {
  const body = { name: things.word('gate'), ...byWebhook };
  const call = { params: { project }, query: { slug: stage.team }, body };
  return (await done(stage.owner.api(r.createProjectCheck, call))).id;
}
