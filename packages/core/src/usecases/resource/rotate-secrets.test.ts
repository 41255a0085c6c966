import { outcomes, teamWorld } from '@kontor/testing/team-world';
import { expect, test } from 'vitest';
import type { Secret } from '../../domain/keyset/secret.ts';
import { deleted } from '../../domain/resource/resource.ts';
import { rotationBoundMs } from '../../domain/resource/rotation.ts';
import { createNoteLateRotation } from './note-late-rotation.ts';
import { createReplaceSecrets } from './replace-secrets.ts';
import { createRotateSecrets } from './rotate-secrets.ts';

const url = (value: string): Secret => ({ name: 'URL', value });

/** A resource with a secret, connected to a project, of a product that offers rotation. */
async function worldWith(offer: boolean | { maxDelayHours: number } = { maxDelayHours: 48 }) {
  const world = teamWorld();
  const given = world.integration();
  const [product] = given.products;
  if (product === undefined) throw new Error('an integration has a product');
  const offered = { ...given, products: [{ ...product, capabilities: { secretRotation: offer } }] };
  const ports = { ...world.ports, catalog: async () => offered };
  const { id: installationId } = await world.installation({ integrationId: offered.id });
  const resource = await world.provisioned({
    installationId,
    productId: product.id,
    secrets: [url('old')],
  });
  const project = await world.project();
  await world.connection({ resourceId: resource.id, projectId: project.id });
  const use = createRotateSecrets(ports);
  const push = createReplaceSecrets(ports.transact, ports.now);
  const { externalId } = resource;
  if (externalId === null) throw new Error('it is provisioned');
  return {
    ...world,
    resource,
    rotate: (wish: { reason?: string; delayHours?: number; callerKey?: string } = {}) =>
      use({ ...world.request, resourceId: resource.id, ...wish }),
    push: (secrets: readonly Secret[], partial = false) =>
      push({
        teamId: world.teamId,
        actor: { kind: 'provider', installationId },
        installationId,
        externalId,
        update: { secrets, partial },
      }),
    rotation: () => world.data().resources.get(resource.id)?.rotation,
    served: () => world.environment(project.id),
    passTime: async (ms: number) => {
      const at = new Date(world.at.getTime() + ms);
      await createNoteLateRotation(
        ports.transact,
        () => at,
      )({
        teamId: world.teamId,
        resourceId: resource.id,
      });
    },
  };
}

type Rotating = Awaited<ReturnType<typeof worldWith>>;

async function begun(world: Rotating, wish = {}) {
  const outcome = await world.rotate(wish);
  if (!outcome.ok) throw new Error(outcome.error.message);
  return outcome.value.operation;
}

/** A rotation that the provider has promised and not yet kept. */
async function promised() {
  const world = await worldWith();
  world.provider.rotates({ sync: false });
  const ended = await world.end(await begun(world, { reason: 'a laptop was lost' }));
  return { ...world, ended };
}

test('who asked, why and when is written down before the provider is called', async () => {
  const world = await worldWith();

  await begun(world, { reason: 'a laptop was lost', delayHours: 2.5 });

  expect(world.rotation()).toEqual({
    state: 'running',
    requestedAt: world.at,
    requestedBy: world.request.actor,
    reason: 'a laptop was lost',
    delayHours: 2.5,
    dueAt: new Date(world.at.getTime() + rotationBoundMs),
    completedAt: null,
  });
  expect(world.happened()).toEqual(['resource.rotation-requested']);
  expect(world.provider.called).toEqual([]);
});

test('new secrets that are answered at once are used at once', async () => {
  const world = await worldWith();
  world.provider.rotates({ sync: true, secrets: [url('new')] });

  await world.end(await begun(world));

  expect(world.served()).toEqual({ URL: 'new' });
  expect(world.rotation()).toMatchObject({ state: 'completed', completedAt: world.at });
});

test('a partial answer leaves the other secrets as they are', async () => {
  const world = await worldWith();
  const extra = { name: 'TOKEN', value: 'added' };
  world.provider.rotates({ sync: true, secrets: [extra], partial: true });

  await world.end(await begun(world));

  expect(world.served()).toEqual({ URL: 'old', TOKEN: 'added' });
});

test('while new secrets are promised, the old ones are used and no other rotation begins', async () => {
  const { ended, served, rotation, rotate } = await promised();

  expect(ended.status).toBe('succeeded');
  expect(served()).toEqual({ URL: 'old' });
  expect(rotation()).toMatchObject({ state: 'running', completedAt: null });
  expect(await rotate()).toMatchObject({ ok: false, error: { code: 'rotation_running' } });
});

test.each([
  ['the whole set', [url('new')], false, { URL: 'new' }],
  ['a part', [{ name: 'TOKEN', value: 'added' }], true, { URL: 'old', TOKEN: 'added' }],
])('%s that comes later completes it', async (_what, secrets, partial, environment) => {
  const { push, served, rotation, at, happened } = await promised();

  await push(secrets, partial);

  expect(served()).toEqual(environment);
  expect(rotation()).toMatchObject({ state: 'completed', completedAt: at });
  expect(happened().slice(-2)).toEqual(['resource.secrets-updated', 'resource.rotation-completed']);
});

test('the old values, sent once more, complete nothing', async () => {
  const { push, rotation } = await promised();

  await push([url('old')]);

  expect(rotation()).toMatchObject({ state: 'running' });
});

test('secrets that do not come in time are late, once; then it can be asked for again', async () => {
  const { passTime, rotation, rotate, happened } = await promised();
  const before = happened().length;

  await passTime(rotationBoundMs - 1);
  expect(rotation()).toMatchObject({ state: 'running' });
  await passTime(rotationBoundMs);
  await passTime(rotationBoundMs + 1);

  expect(rotation()).toMatchObject({ state: 'late' });
  expect(happened().slice(before)).toEqual(['resource.rotation-late']);
  expect(await rotate()).toMatchObject({ ok: true, value: { isNew: true } });
});

test('of a resource that is gone, nothing is late', async () => {
  const { passTime, rotation, resource, transact, happened } = await promised();
  const before = happened().length;
  await transact(async (tx) => {
    const current = await tx.resources.lock(resource.id);
    if (current) await tx.resources.save(deleted(current, new Date()));
  });

  await passTime(rotationBoundMs + 1);

  expect(rotation()).toMatchObject({ state: 'running' });
  expect(happened()).toHaveLength(before);
});

test('late secrets are better than none', async () => {
  const { passTime, push, served, rotation } = await promised();
  await passTime(rotationBoundMs);

  await push([url('new')]);

  expect(served()).toEqual({ URL: 'new' });
  expect(rotation()).toMatchObject({ state: 'completed' });
});

test('what the provider refuses leaves the old secrets, and may be asked again', async () => {
  const world = await worldWith();
  world.provider.script('rotateSecrets', outcomes.refused(409));

  const ended = await world.end(await begun(world));

  expect(ended).toMatchObject({ status: 'failed', refusal: { code: 'provider_refused' } });
  expect(world.served()).toEqual({ URL: 'old' });
  expect(world.rotation()).toMatchObject({ state: 'failed', completedAt: null });
  expect(await world.rotate()).toMatchObject({ ok: true });
});

test('ROTATE-12: of an unknown outcome, secrets that came by themselves make a success', async () => {
  const world = await worldWith();
  world.provider.script('rotateSecrets', ...Array.from({ length: 9 }, () => outcomes.lost));
  const operation = await begun(world);

  await world.push([url('new')]);
  const ended = await world.end(operation);

  expect(ended.status).toBe('succeeded');
  expect(world.served()).toEqual({ URL: 'new' });
  expect(world.rotation()).toMatchObject({ state: 'completed' });
});

test('ROTATE-14: new names that would collide are not taken, and the old values stay', async () => {
  const world = await worldWith();
  const project = await world.project();
  await world.connection({ resourceId: world.resource.id, projectId: project.id });
  await world.variable(project.id, { name: 'TOKEN' });
  world.provider.rotates({ sync: true, secrets: [{ name: 'TOKEN', value: 'x' }] });

  const ended = await world.end(await begun(world));

  expect(ended).toMatchObject({ status: 'failed', refusal: { code: 'provider_refused' } });
  expect(ended.refusal?.message).toContain('TOKEN');
  expect(world.served()).toEqual({ URL: 'old' });
});

test('secrets that cannot be kept make the answer as good as unread', async () => {
  const world = await worldWith();
  world.provider.rotates({ sync: true, secrets: [{ name: 'TWO WORDS', value: 'x' }] });

  const ended = await world.end(await begun(world));

  expect(ended).toMatchObject({ status: 'failed', refusal: { code: 'provider_outcome_unknown' } });
});

test.each([
  [false, {}, { code: 'not_offered' }],
  [{ maxDelayHours: 2 }, { delayHours: 2.5 }, { code: 'invalid_request' }],
])('where %j is offered, %j is refused before anything is written', async (offer, wish, error) => {
  const world = await worldWith(offer);

  expect(await world.rotate(wish)).toMatchObject({ ok: false, error });
  expect(world.happened()).toEqual([]);
});

test('the same key of a caller finds the same rotation', async () => {
  const world = await worldWith();
  const first = await world.rotate({ callerKey: 'k' });

  expect(first).toMatchObject({ value: { isNew: true } });
  expect(await world.rotate({ callerKey: 'k' })).toMatchObject({ value: { isNew: false } });
  expect(await world.rotate()).toMatchObject({ error: { code: 'operation_running' } });
});
