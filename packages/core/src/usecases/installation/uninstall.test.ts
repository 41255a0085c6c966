import { outcomes, teamWorld } from '@kontor/testing/team-world';
import { expect, test } from 'vitest';
import { createUninstall } from './uninstall.ts';

/** An installation with a resource that is connected to a project. */
async function worldInUse() {
  const world = teamWorld();
  const installation = await world.installation();
  const { id: installationId } = installation;
  const secrets = [{ name: 'URL', value: 'postgres://db' }];
  const resource = await world.provisioned({ installationId, secrets });
  const project = await world.project();
  await world.connection({ resourceId: resource.id, projectId: project.id });
  const use = createUninstall(world.ports);
  const uninstall = (changes = {}) => use({ ...world.request, installationId, ...changes });
  const whole = () => {
    const { installations, resources, keysets, connections } = world.data();
    return {
      installation: installations.get(installationId)?.lifecycle,
      resource: resources.get(resource.id)?.lifecycle,
      hasSecrets: keysets.has(resource.id),
      connections: connections.size,
      environment: world.environment(project.id),
    };
  };
  return { ...world, installationId, resource, uninstall, whole };
}

const untouched = {
  resource: 'active',
  hasSecrets: true,
  connections: 1,
  environment: { URL: 'postgres://db' },
};
const gone = { resource: 'deleted', hasSecrets: false, connections: 0, environment: {} };

test('with resources in it, it is refused to whoever uninstalls only what is empty', async () => {
  const { uninstall, whole, resource } = await worldInUse();

  const begun = await uninstall({ mustBeEmpty: true });

  expect(begun).toMatchObject({
    ok: false,
    error: {
      code: 'resources_remain',
      facts: { resources: [{ id: resource.id, name: resource.name }] },
    },
  });
  expect(whole()).toEqual({ installation: 'installed', ...untouched });
});

test('everything stays until the provider has closed the account', async () => {
  const { uninstall, whole } = await worldInUse();

  const begun = await uninstall();

  expect(begun).toMatchObject({ ok: true, value: { isNew: true } });
  expect(whole()).toEqual({ installation: 'uninstalling', ...untouched });
});

const [lost, dropped] = [outcomes.lost, outcomes.dropped];
const always = (scripted: typeof lost | typeof dropped) =>
  Array.from({ length: 9 }, () => scripted);

test.each([
  ['it is uninstalled when the provider answers', [], { installation: 'uninstalled', ...gone }],
  [
    'it is uninstalled when the provider does not know it',
    [outcomes.refused(404)],
    { installation: 'uninstalled', ...gone },
  ],
  [
    'it stays when the provider refuses',
    [outcomes.refused(409)],
    { installation: 'installed', ...untouched },
  ],
  [
    'it stays when nobody is there',
    [outcomes.notSent],
    { installation: 'installed', ...untouched },
  ],
  ['it is uninstalled when the answer was lost', [lost], { installation: 'uninstalled', ...gone }],
  [
    'it is asked for once more when no answer ever came',
    always(dropped),
    { installation: 'uninstalled', ...gone },
  ],
] as const)('%s', async (_title, script, end) => {
  const world = await worldInUse();
  world.provider.script('deleteInstallation', ...script);
  const begun = await world.uninstall();

  if (begun.ok) await world.end(begun.value.operation);

  expect(world.whole()).toEqual(end);
});

test('its end is told: what left each project, each resource, and last the installation', async () => {
  const { uninstall, end, happened } = await worldInUse();
  const begun = await uninstall();

  if (begun.ok) await end(begun.value.operation);

  expect(happened()).toEqual(['connection.removed', 'resource.removed', 'installation.removed']);
});

test.each([
  ['installing', 'not_installed'],
  ['uninstalling', 'not_installed'],
  ['uninstalled', 'not_installed'],
  ['failed', 'not_installed'],
] as const)('one that is %s is not uninstalled', async (lifecycle, code) => {
  const world = teamWorld();
  const { id: installationId } = await world.installation({ lifecycle });
  const uninstall = createUninstall(world.ports);

  const refused = await uninstall({ ...world.request, installationId });

  expect(refused).toMatchObject({ ok: false, error: { code, facts: { lifecycle } } });
});

test('it waits for what is on its way in the installation, which it names', async () => {
  const { uninstall, operation, installationId, resource } = await worldInUse();
  const running = await operation({ installationId, resourceId: resource.id });

  expect(await uninstall()).toMatchObject({
    ok: false,
    error: { code: 'operation_running', facts: { operationId: running.id } },
  });
});

test('the same key of the caller leads to the same operation', async () => {
  const { uninstall } = await worldInUse();
  const first = await uninstall({ callerKey: 'key' });

  expect(await uninstall({ callerKey: 'key' })).toEqual(
    first.ok && { ok: true, value: { ...first.value, isNew: false } },
  );
});
