import { kontorEndpoints as k } from '@kontor/protocol/kontor';
import { expect, test } from 'vitest';
import { variablesOf } from '../world/story.ts';
import { isAccept, isCreate, isTransfer, isVerify } from '../world/transfer-calls.ts';
import { openTransfers } from '../world/transfer-world.ts';
import { accept, codeFor, offerTransfers, request, targetOf } from '../world/two-teams.ts';

const given = openTransfers();
const { world, furnish } = given;

test('providers are called for nobody in particular, with one key for each change', async () => {
  const { name, resource } = await furnish();
  const target = await targetOf(world);
  world.provider.seen.length = 0;

  await accept(target, await codeFor(world, name));

  const [create, verify, accepted] = world.provider.seen.filter(isTransfer);
  expect(world.provider.seen.filter(isTransfer)).toHaveLength(3);
  expect(create).toMatchObject({ auth: 'system', idempotencyKey: expect.any(String) });
  expect(create?.path).toContain(given.installation);
  expect(JSON.parse(create?.body ?? '')).toEqual({
    resourceIds: [resource.externalId],
    expiresAt: expect.any(Number),
  });
  expect(verify).toMatchObject({ auth: 'system', method: 'GET', idempotencyKey: undefined });
  expect(verify?.path).toContain(target.installation);
  expect(accepted).toMatchObject({ auth: 'system', body: '', idempotencyKey: expect.any(String) });
});

test('a team looks first, at what comes and under which plan, and nothing changes by it', async () => {
  const { name, resource } = await furnish();
  const target = await targetOf(world);
  const code = await codeFor(world, name);
  world.provider.planOfMove = 'pro';
  const { status, body } = await target.owner.api(k.getTransfer, {
    params: { team: target.team, code },
  });

  expect(status).toBe(200);
  expect(body).toMatchObject({
    ...{ kind: 'project', name },
    installations: [
      {
        installationId: target.installation,
        resources: [{ id: resource.id, name: resource.name }],
        newBillingPlan: { id: 'pro', paymentMethodRequired: true },
      },
    ],
  });
  expect(world.provider.seen.some(isAccept)).toBe(false);
  expect((await variablesOf(world, name, 'production')).DATABASE_URL).toBeDefined();
});

test.each([
  ['{"valid":true,"billingPlan":{"id":"pro","cost":10}}', 200, 'pro'],
  ['{"newBillingPlan":null}', 200, undefined],
  ['{}', 200, undefined],
  ['', 204, undefined],
])('a verification of %j with %i is understood', async (answer, status, plan) => {
  const { name } = await furnish();
  const target = await targetOf(world);
  const code = await codeFor(world, name);
  const headers = { 'content-type': 'application/json' };
  world.provider.misbehave(isVerify, { kind: 'answer', status, body: answer, headers });
  const looked = await target.owner.api(k.getTransfer, { params: { team: target.team, code } });

  expect(looked.status).toBe(200);
  expect(looked.body.installations[0]?.newBillingPlan?.id).toBe(plan);
});

test.each([403, 404, 409, 422])(
  'a target that the provider refuses with %i gets nothing, and another still may',
  async (refusal) => {
    const { name } = await furnish();
    const [refused, other] = [await targetOf(world), await targetOf(world)];
    const code = await codeFor(world, name);
    world.provider.misbehave(isVerify, { kind: 'answer', status: refusal, body: '{}' });
    const { status, error } = await accept(refused, code);

    expect([status, error.reason, error.provider]).toMatchObject([
      422,
      'provider_refused',
      { status: refusal },
    ]);
    expect(world.provider.seen.some(isAccept)).toBe(false);
    expect((await accept(other, code)).status).toBe(202);
  },
);

test('an acceptance that is refused leaves everything where it was, and open to others', async () => {
  const { name } = await furnish();
  const [refused, other] = [await targetOf(world), await targetOf(world)];
  const code = await codeFor(world, name);
  world.provider.misbehave(isAccept, { kind: 'answer', status: 409, body: '{}' });
  const { status, error } = await accept(refused, code);

  expect([status, error.reason]).toEqual([422, 'provider_refused']);
  expect(error.partnerCalls).toMatchObject([{ result: { status: 'errored' } }]);
  expect((await variablesOf(world, name, 'production')).DATABASE_URL).toBeDefined();
  expect((await accept(other, code)).status).toBe(202);
});

test('an acceptance whose answer is lost stays with its team, and its repeat ends it once', async () => {
  const { id, name } = await furnish();
  const [target, other] = [await targetOf(world), await targetOf(world)];
  const code = await codeFor(world, name);
  world.provider.misbehave(isAccept, { kind: 'cut-after' });
  const broken = await accept(target, code);

  expect([broken.status, broken.error.reason]).toEqual([502, 'provider_unreachable']);
  expect(broken.error.partnerCalls).toMatchObject([{ result: { status: 'errored' } }]);
  expect((await variablesOf(world, name, 'production')).DATABASE_URL).toBeDefined();
  expect((await accept(other, code)).error.reason).toBe('transfer_taken');

  const repeated = await accept(target, code);
  expect(repeated.status).toBe(202);
  const accepts = world.provider.seen.filter(isAccept);
  expect(accepts).toHaveLength(2);
  expect(new Set(accepts.map(({ idempotencyKey }) => idempotencyKey)).size).toBe(1);
  expect((await variablesOf(target, id, 'production')).DATABASE_URL).toBeDefined();
});

test('an integration that has not registered transfers is not called', async () => {
  const { name } = await furnish();
  await offerTransfers(world, false);
  const { status, error } = await request(world, name);
  await offerTransfers(world);

  expect([status, error.reason]).toEqual([422, 'transfer_not_offered']);
  expect(world.provider.seen.filter(isTransfer)).toEqual([]);
});

test('nothing stays of a request that a provider refuses or does not answer', async () => {
  const { name } = await furnish();
  const count = async () => (await world.database.read('select from transfer_request')).length;
  const before = await count();
  world.provider.misbehave(
    isCreate,
    { kind: 'answer', status: 403, body: '{}' },
    { kind: 'cut-before' },
  );
  const refused = await request(world, name);
  const silent = await request(world, name);

  expect([refused.status, refused.error.reason]).toEqual([422, 'provider_refused']);
  expect([silent.status, silent.error.reason]).toEqual([502, 'provider_unreachable']);
  expect(await count()).toBe(before);
});
