import { outcomes, teamWorld } from '@kontor/testing/team-world';
import { expect, test } from 'vitest';
import type { Installation } from '../../domain/installation/installation.ts';
import { createUpdateInstallation } from './update-installation.ts';

async function worldWith(given: Partial<Installation> = {}) {
  const world = teamWorld();
  const installation = await world.installation(given);
  const { id: installationId } = installation;
  const use = createUpdateInstallation(world.ports);
  const update = (changes = {}) =>
    use({ ...world.request, installationId, billingPlanId: 'pro', ...changes });
  return { ...world, installationId, update };
}

test.each([
  ['the change is made when the provider answers', [], 'installation.updated'],
  ['nothing changes when the provider refuses', [outcomes.refused()], 'installation.update-failed'],
  ['nothing changes when nobody is there', [outcomes.notSent], 'installation.update-failed'],
  ['what was lost is repeated', [outcomes.lost], 'installation.updated'],
] as const)('%s', async (_title, script, happening) => {
  const { update, end, provider, happened } = await worldWith();
  provider.script('updateInstallation', ...script);
  const begun = await update();

  if (begun.ok) await end(begun.value.operation);

  expect(happened()).toEqual([happening]);
});

test.each(['installing', 'uninstalling', 'uninstalled', 'failed'] as const)(
  'one that is %s does not change its plan',
  async (lifecycle) => {
    const { update } = await worldWith({ lifecycle });

    expect(await update()).toMatchObject({ ok: false, error: { code: 'not_installed' } });
  },
);

test('one change at a time is made, and the running one is named', async () => {
  const { update } = await worldWith();
  const first = await update();

  expect(await update()).toMatchObject({
    ok: false,
    error: {
      code: 'operation_running',
      facts: { operationId: first.ok && first.value.operation.id },
    },
  });
});
