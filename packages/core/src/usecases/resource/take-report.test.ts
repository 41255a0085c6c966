import { mint, newBillingPlan, teamWorld } from '@kontor/testing/team-world';
import { expect, test } from 'vitest';
import type { Installation } from '../../domain/installation/installation.ts';
import { createImportResource, createTakeReport, type ImportedReport } from './take-report.ts';

const externalId = mint.external();

/** An installation, and what its provider may say about resources in it. */
async function worldWith(given: Partial<Installation> = {}) {
  const world = teamWorld();
  const offered = world.integration();
  const { id: installationId } = await world.installation({ integrationId: offered.id, ...given });
  const actor = { kind: 'provider', installationId } as const;
  const place = { teamId: world.teamId, actor, installationId, externalId };
  const takeReport = createTakeReport(world.ports.transact, world.ports.now);
  const use = createImportResource(world.ports);
  const bringIn = (report: Partial<ImportedReport> = {}, to: Partial<typeof place> = {}) =>
    use({ ...place, ...to }, { productId: 'db', name: 'main', status: 'ready', ...report });
  const names = () => [...world.data().resources.values()].map(({ name }) => name);
  return { ...world, offered, installationId, place, takeReport, bringIn, names };
}

test('what is said is taken over, and what is not said stays', async () => {
  const { takeReport, place, resource, installationId, data, at } = await worldWith();
  const metadata = { region: 'fra1' };
  const former = await resource({ installationId, externalId, name: 'main', metadata });
  const said = {
    status: 'suspended',
    billingPlan: newBillingPlan({ id: 'pro' }),
    notification: { level: 'warn', title: 'Full' },
    extras: { note: 'theirs' },
    ownership: 'linked',
  } as const;

  const taken = await takeReport(place, said);

  expect(taken).toEqual({ ok: true, value: { name: 'main' } });
  expect(data().resources.get(former.id)).toEqual({
    ...former,
    ...said,
    statusAt: at,
    updatedAt: at,
  });
});

test('a name that is taken is not taken over, and the answer says what is recorded', async () => {
  const { takeReport, place, resource, installationId } = await worldWith();
  await resource({ installationId, externalId, name: 'main' });
  await resource({ installationId, name: 'taken' });

  expect(await takeReport(place, { name: 'taken' })).toEqual({ ok: true, value: { name: 'main' } });
  expect(await takeReport(place, { name: 'free' })).toEqual({ ok: true, value: { name: 'free' } });
});

test('secrets in a report reach every connected project, or the report is refused as a whole', async () => {
  const { takeReport, place, resource, installationId, ...world } = await worldWith();
  const { id: resourceId } = await resource({ installationId, externalId });
  const { id: projectId } = await world.project();
  await world.connection({ resourceId, projectId });
  await world.variable(projectId, { name: 'MINE', value: 'mine' });
  const secrets = (name: string) => ({ secrets: [{ name, value: 'v' }] });

  const taken = await takeReport(place, { secrets: secrets('URL') });
  const refused = await takeReport(place, { status: 'suspended', secrets: secrets('MINE') });

  expect(taken).toMatchObject({ ok: true });
  expect(refused).toMatchObject({ ok: false, error: { code: 'variable_collision' } });
  expect(world.environment(projectId)).toEqual({ MINE: 'mine', URL: 'v' });
  expect(world.data().resources.get(resourceId)?.status).toBe('ready');
});

test.each([
  ['provisioning', 'resource_not_active'],
  ['deleting', 'resource_not_active'],
  ['deleted', 'resource_not_found'],
  ['failed', 'resource_not_found'],
] as const)('nothing is taken over for one that is %s', async (lifecycle, code) => {
  const { takeReport, place, resource, installationId } = await worldWith();
  await resource({ installationId, externalId, lifecycle });

  expect(await takeReport(place, { status: 'error' })).toMatchObject({ error: { code } });
});

test('what a provider brings stands as linked, with its secrets, and was provisioned by nobody', async () => {
  const { bringIn, data, offered } = await worldWith();

  const brought = await bringIn({ secrets: { secrets: [{ name: 'URL', value: 'u' }] } });

  const [resource] = data().resources.values();
  expect(brought).toEqual({ ok: true, value: { name: 'main' } });
  expect(resource).toMatchObject({
    externalId,
    lifecycle: 'active',
    ownership: 'linked',
    provisionedBy: null,
    productId: offered.products[0]?.id,
  });
  expect(data().keysets.get(resource?.id ?? '')).toEqual({
    secrets: [{ name: 'URL', value: 'u' }],
  });
});

test('bringing it again updates the one that is here', async () => {
  const { bringIn, names, data } = await worldWith();
  await bringIn();

  const again = await bringIn({ name: 'renamed', status: 'suspended' });

  expect(again).toEqual({ ok: true, value: { name: 'renamed' } });
  expect(names()).toEqual(['renamed']);
  expect([...data().resources.values()][0]?.status).toBe('suspended');
});

test('a name that is taken gets the next number that is free', async () => {
  const { bringIn, names } = await worldWith();
  await bringIn({ name: 'main' }, { externalId: mint.external() });
  await bringIn({ name: 'main-2' }, { externalId: mint.external() });

  const brought = await bringIn({ name: 'main' });

  expect(brought).toEqual({ ok: true, value: { name: 'main-3' } });
  expect(names()).toEqual(['main', 'main-2', 'main-3']);
});

test('an unknown product is refused', async () => {
  const { bringIn, data } = await worldWith();

  expect(await bringIn({ productId: 'cache' })).toMatchObject({
    error: { code: 'product_not_found' },
  });
  expect(data().resources.size).toBe(0);
});

test.each(['installing', 'uninstalling', 'uninstalled', 'failed'] as const)(
  'nothing is brought into an installation that is %s',
  async (lifecycle) => {
    const { bringIn } = await worldWith({ lifecycle });

    expect(await bringIn()).toMatchObject({ ok: false, error: { code: 'not_installed' } });
  },
);
