import { externalResourceId } from '@kontor/protocol/vocabulary';
import { outcomes, teamWorld } from '@kontor/testing/team-world';
import { expect, test } from 'vitest';
import { createRemoveLeftover } from './remove-leftover.ts';

const externalId = externalResourceId.parse('db_left');

/** A provider that has something which nobody here has. */
async function worldWith() {
  const world = teamWorld();
  const installation = await world.installation();
  world.provider.has({ externalId, name: 'left', status: 'ready' });
  const begin = createRemoveLeftover(world.ports);
  const request = { ...world.request, installationId: installation.id, externalId };
  return { ...world, installation, remove: (more = {}) => begin({ ...request, ...more }) };
}

test('LEFT-1: what nobody here has is removed at the provider, and told of', async () => {
  const { remove, end, provider, happened } = await worldWith();
  const begun = await remove();

  const ended = begun.ok && (await end(begun.value.operation));

  expect(ended).toMatchObject({ status: 'succeeded' });
  expect(provider.holds()).toEqual([]);
  expect(happened()).toEqual(['leftover.removed']);
});

test('LEFT-3: what somebody here has by then is kept', async () => {
  const { remove, end, provider, resource, installation } = await worldWith();
  const begun = await remove();
  await resource({ installationId: installation.id, externalId });

  const ended = begun.ok && (await end(begun.value.operation));

  expect(ended).toMatchObject({ status: 'failed', refusal: { code: 'repair_not_needed' } });
  expect(provider.holds()).toHaveLength(1);
  expect(provider.called).not.toContain('deleteResource');
});

test('the account of an installation is removed with everything in it', async () => {
  const { remove, end, provider } = await worldWith();
  const begun = await remove({ externalId: null });

  if (begun.ok) await end(begun.value.operation);

  expect(provider.called).toEqual(['getInstallation', 'deleteInstallation']);
});

test('a repeat under the same key is the same operation, and another one has to wait', async () => {
  const { remove } = await worldWith();
  const first = await remove({ callerKey: 'repair' });

  const again = await remove({ callerKey: 'repair' });
  const other = await remove({ callerKey: 'another' });

  expect(again.ok && first.ok && again.value.operation.id).toBe(
    first.ok && first.value.operation.id,
  );
  expect(other).toMatchObject({ ok: false, error: { code: 'operation_running' } });
});

test('LEFT-12: a provider that never says is asked no more in the end', async () => {
  const { remove, end, provider } = await worldWith();
  provider.script('getResource', ...Array.from({ length: 60 }, () => outcomes.dropped));
  const begun = await remove();

  const ended = begun.ok && (await end(begun.value.operation));

  expect(ended).toMatchObject({ status: 'failed', refusal: { code: 'provider_outcome_unknown' } });
  expect(provider.holds()).toHaveLength(1);
});
