import type { Vercel } from '@vercel/sdk';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { project } from '../world/story.ts';
import { startWorld, type World } from '../world/world.ts';
import { sdkFor } from './sdk.ts';

let world: World;
let vercel: Vercel;
beforeAll(async () => {
  world = await startWorld();
  vercel = sdkFor(world.url, world.owner.token);
  await project(world, 'web');
});
afterAll(() => world.close());

const web = { idOrName: 'web' };
const byId = { projectId: 'web' };
const domain = { ...web, domain: 'shop.example' };
const deployment = { ...byId, deploymentId: 'dpl_1' };

/** Calls about what this host is not: it builds, serves, protects and draws nothing. @see docs/protocol.md */
const outside: Readonly<Record<string, (calls: Vercel['projects']) => Promise<unknown>>> = {
  'GET /v9/projects/web/domains': (calls) => calls.getProjectDomains(web),
  'GET /v9/projects/web/domains/shop.example': (calls) => calls.getProjectDomain(domain),
  'POST /v10/projects/web/domains': (calls) =>
    calls.addProjectDomain({ ...web, requestBody: { name: 'shop.example' } }),
  'PATCH /v9/projects/web/domains/shop.example': (calls) =>
    calls.updateProjectDomain({ ...domain, requestBody: {} }),
  'DELETE /v9/projects/web/domains/shop.example': (calls) => calls.removeProjectDomain(domain),
  'POST /v1/projects/web/domains/shop.example/move': (calls) =>
    calls.moveProjectDomain({ ...domain, requestBody: { projectId: 'other' } }),
  'POST /v9/projects/web/domains/shop.example/verify': (calls) => calls.verifyProjectDomain(domain),
  'POST /v1/projects/web/avatar': (calls) => calls.uploadProjectAvatar(web),
  'GET /v1/projects/traces': (calls) =>
    calls.getProjectTrace({ projectId: 'web', requestId: 'req_1' }),
  'POST /v1/projects/traces/session': (calls) =>
    calls.createTraceSession({ requestBody: { projectId: 'web', hostname: 'shop.example' } }),
  'PATCH /v1/projects/web/protection-bypass': (calls) =>
    calls.updateProjectProtectionBypass({ ...web, requestBody: {} }),
  'PATCH /v1/projects/web/microfrontends': (calls) =>
    calls.updateMicrofrontends({ ...byId, requestBody: {} }),
  'POST /v1/projects/web/rollback/dpl_1': (calls) => calls.requestRollback(deployment),
  'PATCH /v1/projects/web/rollback/dpl_1/update-description': (calls) =>
    calls.updateProjectsByProjectIdRollbackByDeploymentIdUpdateDescription(deployment),
  'POST /v10/projects/web/promote/dpl_1': (calls) => calls.requestPromote(deployment),
  'GET /v1/projects/web/promote/aliases': (calls) => calls.listPromoteAliases(byId),
  'POST /v1/projects/web/pause': (calls) => calls.pauseProject(byId),
  'POST /v1/projects/web/unpause': (calls) => calls.unpauseProject(byId),
};

test.each(Object.entries(outside))(
  '%s is outside, and is told so in words',
  async (address, call) => {
    const refused = await call(vercel.projects).then(
      () => ({ statusCode: 200, body: '{}' }),
      (error: { statusCode: number; body: string }) => error,
    );

    expect([refused.statusCode, JSON.parse(refused.body)]).toEqual([
      404,
      {
        error: {
          code: 'not_found',
          reason: 'route_not_found',
          message: expect.stringContaining(`There is nothing at ${address}.`),
          requestId: expect.any(String),
        },
      },
    ]);
  },
);

test.each([
  'GET /v2/integrations/log-drains',
  'POST /v2/integrations/log-drains',
  'DELETE /v1/integrations/log-drains/ld_1',
])('%s is outside, as there are no logs to drain', async (address) => {
  const [method = '', path] = address.split(' ');
  const headers = { authorization: `Bearer ${world.owner.token}` };

  const answer = await fetch(`${world.url}${path}`, { method, headers });

  expect([answer.status, await answer.json()]).toMatchObject([
    404,
    { error: { code: 'not_found', message: expect.stringContaining(address) } },
  ]);
});
