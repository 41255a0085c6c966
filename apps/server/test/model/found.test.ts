import { kontorEndpoints as k } from '@kontor/protocol/kontor';
import { restEndpoints as r } from '@kontor/protocol/rest';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { done } from '../isolation/done.ts';
import { createApi } from '../world/api-client.ts';
import { install, project, provision, variablesOf } from '../world/story.ts';
import { accept, anotherTeam, codeFor, offerTransfers } from '../world/two-teams.ts';
import { startWorld, type World } from '../world/world.ts';

/** What the model has found, each as the fewest steps that showed it. */
let world: World;
beforeAll(async () => {
  world = await startWorld({ payments: { kind: 'test' } });
});
afterAll(() => world.close());

const limitOn = async (subject: string) => {
  const params = { team: world.team, subject };
  await done(world.owner.api(k.setSpendLimit, { params, body: { amount: '25.00' } }));
};
const limited = async () => {
  const { body } = await world.owner.api(k.listSpendLimits, { params: { team: world.team } });
  return body.limits.map(({ id }) => id);
};

test('the limit of a project goes with the project, when it is deleted', async () => {
  const id = await project(world, 'short-lived');
  await limitOn(id);

  await done(world.owner.api(k.deleteProject, { params: { team: world.team, project: id } }));

  expect(await limited()).toEqual([]);
});

test('the limit of a project goes with the project, when another team takes it over', async () => {
  const id = await project(world, 'given-away');
  await limitOn(id);

  const { status } = await accept(await anotherTeam(world), await codeFor(world, id));

  expect(status).toBe(202);
  expect(await limited()).toEqual([]);
});

test('what is not there any more is refused for that, and not for want of a way to pay', async () => {
  const installation = await install(world);
  const resource = await provision(world, installation);
  const inTeam = { team: world.team };
  await done(world.owner.api(k.uninstall, { params: { ...inTeam, installation } }));

  const provisioned = await world.owner.api(k.createResource, {
    params: { ...inTeam, installation },
    body: { product: 'db', name: 'late', metadata: { region: 'fra1' }, billingPlanId: 'pro' },
  });
  const changed = await world.owner.api(k.updateTeamResource, {
    params: { ...inTeam, resource: resource.id },
    body: { billingPlanId: 'pro' },
  });
  const planned = await world.owner.api(k.updateTeamInstallation, {
    params: { ...inTeam, installation },
    body: { billingPlanId: 'team' },
  });

  expect([provisioned.error.code, changed.error.code, planned.error.code]).toEqual([
    'not_installed',
    'resource_not_found',
    'not_installed',
  ]);
});

test('two shared variables of one name are refused also where a variable of the project lies over both', async () => {
  const id = await project(world, 'covered');
  const params = { team: world.team, project: id };
  const body = { name: 'LEVEL', value: 'own', environments: ['production' as const] };
  await done(world.owner.api(k.createVariable, { params, body }));
  const share = async (value: string) => {
    const { body: answer } = await world.owner.api(r.createSharedEnvVariable, {
      query: { slug: world.team },
      body: {
        evs: [{ key: 'LEVEL', value }],
        type: 'encrypted',
        target: ['production'],
        projectId: [id],
      },
    });
    return answer.created.length;
  };

  expect([await share('first'), await share('second')]).toEqual([1, 0]);
});

test('a resource that was deleted is not found by whoever offers it, as by everybody', async () => {
  const resource = await provision(world, await install(world));
  const params = { team: world.team, resource: resource.id };
  await done(world.owner.api(k.deleteTeamResource, { params }));

  const offered = await world.owner.api(k.offerResource, { params, body: { disconnect: true } });

  expect([offered.status, offered.error?.code]).toEqual([404, 'resource_not_found']);
});

test('an installation that was removed after it was offered is refused for that, and not for want of a way to pay', async () => {
  const [giver, taker] = [await anotherTeam(world), await anotherTeam(world)];
  const installation = await install(giver);
  const inTeam = { team: giver.team, installation };
  const { team } = giver;
  await done(giver.owner.api(k.addPaymentMethod, { params: { team }, body: { token: 'test_ok' } }));
  const body = { billingPlanId: 'team' };
  await done(giver.owner.api(k.updateTeamInstallation, { params: inTeam, body }));
  const offered = await giver.owner.api(k.offerInstallation, {
    params: inTeam,
    body: { disconnect: false },
  });
  await done(giver.owner.api(k.uninstall, { params: inTeam }));

  const taken = await taker.owner.api(k.acceptTransfer, {
    params: { team: taker.team, code: offered.body.code },
    body: { acceptedPolicies: ['toc', 'eula'] },
  });

  expect(taken.error?.code).toBe('not_installed');
});

test('a resource that was deleted after it was offered is refused for that, and not for want of a way to pay', async () => {
  await offerTransfers(world);
  const [giver, taker] = [await anotherTeam(world), await anotherTeam(world)];
  const { team } = giver;
  await done(giver.owner.api(k.addPaymentMethod, { params: { team }, body: { token: 'test_ok' } }));
  const { id } = await provision(giver, await install(giver), { billingPlanId: 'pro' });
  await install(taker);
  const params = { team, resource: id };
  const offered = await giver.owner.api(k.offerResource, { params, body: { disconnect: false } });
  const accept = () =>
    taker.owner.api(k.acceptTransfer, {
      params: { team: taker.team, code: offered.body.code },
      body: {},
    });
  const before = await accept();
  await done(giver.owner.api(k.deleteTeamResource, { params }));

  const after = await accept();

  expect([before.error.code, after.error.code]).toEqual([
    'payment_method_missing',
    'resource_not_active',
  ]);
});

test('an agent ends with the membership of its person, and not only until they are back', async () => {
  const person = await world.signUp('Mary');
  const params = { team: world.team };
  const join = () =>
    world.owner.api(k.addMember, { params, body: { email: person.email, role: 'developer' } });
  await done(join());
  const { body } = await person.api(k.createAgentToken, { params, body: { agent: 'bot' } });
  const works = async () =>
    (await createApi(world.url, body.secret)(k.listProjects, { params })).status;
  const before = await works();

  await done(world.owner.api(k.removeMember, { params: { ...params, user: person.userId } }));
  await done(join());

  expect([before, await works()]).toEqual([200, 401]);
});

test('what leaves for another team is in no environment of its former one, from the moment that it is accepted', async () => {
  await offerTransfers(world);
  const [giver, taker] = [await anotherTeam(world), await anotherTeam(world)];
  const { id } = await provision(giver, await install(giver));
  await install(taker);
  const named = await project(giver, 'left');
  const params = { team: giver.team, resource: id };
  const body = { project: named, environments: ['production'] };
  await done(giver.owner.api(k.connectResource, { params, body }));
  const before = await variablesOf(giver, named, 'production');
  const offered = await giver.owner.api(k.offerResource, { params, body: { disconnect: true } });

  await done(
    taker.owner.api(k.acceptTransfer, {
      params: { team: taker.team, code: offered.body.code },
      body: {},
    }),
  );

  expect(Object.keys(before)).toEqual(['DATABASE_URL']);
  expect(await variablesOf(giver, named, 'production')).toEqual({});
});

test('a resource that left with its installation comes back by itself, and can be used', async () => {
  await offerTransfers(world);
  const [giver, taker] = [await anotherTeam(world), await anotherTeam(world)];
  const installation = await install(giver);
  const { id } = await provision(giver, installation);
  const give = async (
    offer: Promise<{ readonly body: { readonly code: string } }>,
    to: typeof giver,
  ) => {
    const params = { team: to.team, code: (await offer).body.code };
    const body = { acceptedPolicies: ['toc', 'eula'] };
    await done(to.owner.api(k.acceptTransfer, { params, body }));
  };
  await give(
    giver.owner.api(k.offerInstallation, {
      params: { team: giver.team, installation },
      body: { disconnect: false },
    }),
    taker,
  );
  await install(giver);

  await give(
    taker.owner.api(k.offerResource, {
      params: { team: taker.team, resource: id },
      body: { disconnect: false },
    }),
    giver,
  );

  const { body } = await giver.owner.api(k.listTeamResources, { params: { team: giver.team } });
  expect(body.resources.map((each) => [each.id, each.lifecycle])).toEqual([[id, 'active']]);
  const named = await project(giver, 'again');
  const connection = { project: named, environments: ['production'] };
  const params = { team: giver.team, resource: id };
  await done(giver.owner.api(k.connectResource, { params, body: connection }));
  expect(Object.keys(await variablesOf(giver, named, 'production'))).toEqual(['DATABASE_URL']);
});
