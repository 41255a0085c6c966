import { outcomes, type Scripted, teamWorld } from '@kontor/testing/team-world';
import { expect, test } from 'vitest';
import type { Resource } from '../../domain/resource/resource.ts';
import { createUpdateResource, type UpdateResourceRequest } from './update-resource.ts';

type Change = UpdateResourceRequest['change'];

async function worldWith(given: Partial<Resource> = {}) {
  const world = teamWorld();
  const offered = world.integration();
  const productId = offered.products[0]?.id;
  const { id: installationId } = await world.installation({ integrationId: offered.id });
  const resource = await world.provisioned({
    installationId,
    name: 'main',
    ...(productId === undefined ? {} : { productId }),
    ...given,
  });
  const use = createUpdateResource(world.ports);
  const update = (change: Change, rest: { readonly callerKey?: string } = {}) =>
    use({ ...world.request, resourceId: resource.id, change, ...rest });
  const current = () => world.data().resources.get(resource.id);
  return { ...world, installationId, resource, update, current };
}

test('the team sees the change when the provider has made it, and not before', async () => {
  const { update, current, resource } = await worldWith();

  const begun = await update({ name: 'renamed', metadata: { region: 'iad1' } });

  expect(begun).toMatchObject({ ok: true, value: { isNew: true } });
  expect(current()).toEqual(resource);
});

const always = (scripted: Scripted) => Array.from({ length: 9 }, () => scripted);

test.each([
  ['it is made when the provider answers', [], 'renamed', 'resource.updated'],
  [
    'it is not made when the provider refuses',
    [outcomes.refused()],
    'main',
    'resource.update-failed',
  ],
  ['it is not made when nobody is there', [outcomes.notSent], 'main', 'resource.update-failed'],
  ['it is made by a repeat of what was dropped', [outcomes.dropped], 'renamed', 'resource.updated'],
  [
    'it is made when the provider has it although no answer came',
    always(outcomes.lost),
    'renamed',
    'resource.updated',
  ],
  [
    'it is not made when the provider has it not and no answer came',
    always(outcomes.dropped),
    'main',
    'resource.update-failed',
  ],
] as const)('%s', async (_title, script, name, happening) => {
  const { update, end, provider, current, happened } = await worldWith();
  provider.script('updateResource', ...script);
  const begun = await update({ name: 'renamed' });

  if (begun.ok) await end(begun.value.operation);

  expect(current()?.name).toBe(name);
  expect(happened()).toEqual([happening]);
});

test('a name that another took meanwhile stays the other’s, and the rest is taken over', async () => {
  const { update, end, current, installationId, resource: _own, ...world } = await worldWith();
  const begun = await update({ name: 'wanted', metadata: { region: 'iad1' } });
  await world.provisioned({ installationId, name: 'wanted' });

  if (begun.ok) await end(begun.value.operation);

  expect(current()).toMatchObject({ name: 'main', metadata: { region: 'iad1' } });
});

test.each([
  ['provisioning', 'resource_not_active'],
  ['deleting', 'resource_not_active'],
  ['deleted', 'resource_not_found'],
  ['failed', 'resource_not_found'],
] as const)('one that is %s is not changed', async (lifecycle, code) => {
  const { update } = await worldWith({ lifecycle });

  expect(await update({ name: 'renamed' })).toMatchObject({ ok: false, error: { code } });
});

test('metadata that breaks the form, and a name that is taken, are refused', async () => {
  const { update, resource: first, installationId, ...world } = await worldWith();
  await world.provisioned({ installationId, name: 'taken' });

  expect(await update({ metadata: { region: 1 } })).toMatchObject({
    error: { code: 'invalid_metadata' },
  });
  expect(await update({ name: 'taken' })).toMatchObject({ error: { code: 'name_taken' } });
  expect(await update({ name: first.name })).toMatchObject({ ok: true });
});

test('one change at a time is made, and the running one is named', async () => {
  const { update } = await worldWith();
  const first = await update({ name: 'a' });

  expect(await update({ name: 'b' })).toMatchObject({
    ok: false,
    error: {
      code: 'operation_running',
      facts: { operationId: first.ok && first.value.operation.id },
    },
  });
});

test('the same key of the caller leads to the same operation', async () => {
  const { update } = await worldWith();
  const first = await update({ name: 'a' }, { callerKey: 'key' });

  expect(await update({ name: 'b' }, { callerKey: 'key' })).toEqual(
    first.ok && { ok: true, value: { ...first.value, isNew: false } },
  );
});
