import { outcomes, type Scripted, teamWorld } from '@kontor/testing/team-world';
import { expect, test } from 'vitest';
import type { Resource } from '../../domain/resource/resource.ts';
import { createDeleteResource } from './delete-resource.ts';

/** A resource that is connected to a project. */
async function worldWith(given: Partial<Resource> = {}) {
  const world = teamWorld();
  const secrets = [{ name: 'URL', value: 'postgres://db' }];
  const resource = await world.provisioned({ secrets, ...given });
  const project = await world.project();
  await world.connection({ resourceId: resource.id, projectId: project.id });
  const use = createDeleteResource(world.ports);
  const remove = (rest: { readonly callerKey?: string } = {}) =>
    use({ ...world.request, resourceId: resource.id, ...rest });
  const whole = () => ({
    lifecycle: world.data().resources.get(resource.id)?.lifecycle,
    hasSecrets: world.data().keysets.has(resource.id),
    connections: world.data().connections.size,
    environment: world.environment(project.id),
    atProvider: world.provider.holds().length,
  });
  return { ...world, resource, remove, whole };
}

const kept = { hasSecrets: true, connections: 1, environment: { URL: 'postgres://db' } };
const gone = { lifecycle: 'deleted', hasSecrets: false, connections: 0, environment: {} };
const active = { lifecycle: 'active', ...kept };

test('projects keep its variables until it is gone', async () => {
  const { remove, whole } = await worldWith();

  await remove();

  expect(whole()).toEqual({ lifecycle: 'deleting', ...kept, atProvider: 1 });
});

const always = (scripted: Scripted) => Array.from({ length: 9 }, () => scripted);

test.each([
  ['it is gone when the provider answers', [], { ...gone, atProvider: 0 }],
  [
    'it is gone when the provider does not know it',
    [outcomes.refused(404)],
    { ...gone, atProvider: 1 },
  ],
  ['it stays when the provider refuses', [outcomes.refused(409)], { ...active, atProvider: 1 }],
  ['it stays when nobody is there', [outcomes.notSent], { ...active, atProvider: 1 }],
  [
    'it is gone when the answer was lost, because the repeat finds nothing',
    [outcomes.lost],
    { ...gone, atProvider: 0 },
  ],
  [
    'it stays when the provider still has it and no answer came',
    always(outcomes.dropped),
    { ...active, atProvider: 1 },
  ],
  [
    'it is gone when the provider has it no more and no answer came',
    always(outcomes.lost),
    { ...gone, atProvider: 0 },
  ],
] as const)('%s', async (_title, script, end) => {
  const world = await worldWith();
  world.provider.script('deleteResource', ...script);
  const begun = await world.remove();

  if (begun.ok) await world.end(begun.value.operation);

  expect(world.whole()).toEqual(end);
});

test('what is only linked leaves the team and stays at its provider', async () => {
  const { remove, end, whole, provider } = await worldWith({ ownership: 'linked' });
  const begun = await remove();

  if (begun.ok) await end(begun.value.operation);

  expect(whole()).toEqual({ ...gone, atProvider: 1 });
  expect(provider.called).toEqual([]);
});

test.each([
  ['provisioning', 'resource_not_active'],
  ['deleting', 'resource_not_active'],
  ['deleted', 'resource_not_found'],
  ['failed', 'resource_not_found'],
] as const)('one that is %s is not deleted', async (lifecycle, code) => {
  const { remove } = await worldWith({ lifecycle });

  expect(await remove()).toMatchObject({ ok: false, error: { code } });
});

test('a second deletion is refused with the name of the first', async () => {
  const { remove } = await worldWith();
  const first = await remove();

  expect(await remove()).toMatchObject({
    ok: false,
    error: {
      code: 'operation_running',
      facts: { operationId: first.ok && first.value.operation.id },
    },
  });
});

test('the same key of the caller leads to the same operation', async () => {
  const { remove } = await worldWith();
  const first = await remove({ callerKey: 'key' });

  expect(await remove({ callerKey: 'key' })).toEqual(
    first.ok && { ok: true, value: { ...first.value, isNew: false } },
  );
});
