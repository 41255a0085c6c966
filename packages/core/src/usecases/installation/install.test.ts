import { outcomes, teamWorld } from '@kontor/testing/team-world';
import { expect, test } from 'vitest';
import type { CatalogIntegration } from '../catalog-reader.ts';
import { createInstall, type InstallRequest } from './install.ts';

type Changes = Omit<Partial<InstallRequest>, 'teamId'>;

/** A team in front of an integration that it has not installed. */
function worldWith(given: Partial<CatalogIntegration> = {}) {
  const world = teamWorld();
  const integration = world.integration(given);
  const use = createInstall(world.ports);
  const install = (changes: Changes = {}) =>
    use({
      ...world.request,
      userId: null,
      integration: 'acme',
      acceptedPolicies: ['toc'],
      ...changes,
    });
  return { ...world, offered: integration, install };
}

test('an installation stands before the provider is called, with a credential and what was accepted', async () => {
  const { install, data, offered, at, provider } = worldWith();

  const begun = await install();

  const [installation] = data().installations.values();
  expect(begun).toMatchObject({
    ok: true,
    value: {
      isNew: true,
      operation: { kind: 'install', status: 'running', installationId: installation?.id },
    },
  });
  expect(installation).toMatchObject({
    integrationId: offered.id,
    kind: 'native',
    lifecycle: 'installing',
    acceptedPolicies: { toc: at.toISOString() },
  });
  expect(data().credentials).toEqual([
    { installationId: installation?.id, integrationId: offered.id },
  ]);
  expect(provider.called).toEqual([]);
});

test.each([
  ['an integration that nobody knows', {}, { integration: 'nobody' }, 'integration_not_found'],
  ['one that is not published', { isPublished: false }, {}, 'integration_not_found'],
  ['nothing accepted', {}, { acceptedPolicies: [] }, 'policies_not_accepted'],
  ['the licence not accepted', { eulaUrl: 'https://a.test/eula' }, {}, 'policies_not_accepted'],
] as const)('%s is refused, and nothing changes', async (_name, integration, request, code) => {
  const { install, data } = worldWith(integration);

  const refused = await install(request);

  expect(refused).toMatchObject({ ok: false, error: { code } });
  expect(data().installations.size).toBe(0);
  expect(data().credentials).toEqual([]);
});

test('what is still to be accepted is named', async () => {
  const { install } = worldWith({ eulaUrl: 'https://a.test/eula', privacyUrl: 'https://a.test/p' });

  expect(await install({ acceptedPolicies: ['toc'] })).toMatchObject({
    error: { facts: { missing: ['privacy', 'eula'], eulaUrl: 'https://a.test/eula' } },
  });
});

test('the team that publishes an integration installs it before it is published', async () => {
  const world = teamWorld();
  world.integration({ isPublished: false, ownerTeamId: world.teamId });
  const install = createInstall(world.ports);

  const begun = await install({
    ...world.request,
    userId: null,
    integration: 'acme',
    acceptedPolicies: ['toc'],
  });

  expect(begun.ok).toBe(true);
});

test.each(['installing', 'installed', 'uninstalling'] as const)(
  'a second one is refused with the name of the first, which is %s',
  async (lifecycle) => {
    const { install, installation, offered } = worldWith();
    const first = await installation({ integrationId: offered.id, lifecycle });

    expect(await install()).toMatchObject({
      ok: false,
      error: { code: 'already_installed', facts: { installationId: first.id, lifecycle } },
    });
  },
);

test.each(['uninstalled', 'failed'] as const)(
  'one that is %s makes way for a new one that takes nothing over',
  async (lifecycle) => {
    const { install, installation, offered, data } = worldWith();
    const former = await installation({
      integrationId: offered.id,
      lifecycle,
      externalId: 'acc-1',
    });

    const begun = await install();

    const id = begun.ok ? begun.value.operation.installationId : '';
    expect(id).not.toBe(former.id);
    expect(data().installations.get(id)).toMatchObject({ externalId: null, billingPlan: null });
    expect(data().installations.get(former.id)).toEqual(former);
  },
);

test('the same key of the caller leads to the same operation', async () => {
  const { install, data } = worldWith();
  const first = await install({ callerKey: 'usr_1:key' });

  const again = await install({ callerKey: 'usr_1:key' });

  expect(first).toMatchObject({ ok: true, value: { isNew: true } });
  expect(again).toEqual(first.ok && { ok: true, value: { ...first.value, isNew: false } });
  expect(data().installations.size).toBe(1);
});

test.each([
  ['it is installed when the provider answers', [], 'installed', 'installation.created'],
  [
    'it has failed when the provider refuses',
    [outcomes.refused()],
    'failed',
    'installation.failed',
  ],
  ['it has failed when nobody is there', [outcomes.notSent], 'failed', 'installation.failed'],
  [
    'it is installed by a repeat of what was lost',
    [outcomes.lost],
    'installed',
    'installation.created',
  ],
] as const)('%s', async (_title, script, lifecycle, happening) => {
  const { install, end, provider, data, happened } = worldWith();
  provider.script('upsertInstallation', ...script);
  const begun = await install();
  if (begun.ok) await end(begun.value.operation);

  const [installation] = data().installations.values();
  expect(installation?.lifecycle).toBe(lifecycle);
  expect(happened()).toEqual([happening]);
});
